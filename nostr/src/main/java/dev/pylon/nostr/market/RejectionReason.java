package dev.pylon.nostr.market;

import java.util.Locale;

/** Why a buyer does not believe a reply, or would not pay a quote. */
public enum RejectionReason {
    WRONG_AUTHOR,
    WRONG_JOB,
    WRONG_REQUEST,
    WRONG_KIND,
    BAD_SIGNATURE,
    MALFORMED_REPLY,
    BAD_INVOICE,
    WRONG_NETWORK,
    AMOUNT_OVER_BID,
    AMOUNT_MISMATCH,
    OVER_BUDGET,
    INSUFFICIENT_FUNDS,
    UNPAYABLE_HERE,
    EXPIRED_INVOICE,
    TOO_LARGE,
    LATE,
    SECOND_RESULT;

    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
