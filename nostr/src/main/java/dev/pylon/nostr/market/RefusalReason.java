package dev.pylon.nostr.market;

import java.util.Locale;

/** Why a provider does not take a job. */
public enum RefusalReason {
    MALFORMED_REQUEST,
    UNSUPPORTED_KIND,
    UNSUPPORTED_MODEL,
    UNSUPPORTED_OUTPUT,
    UNSUPPORTED_ENCRYPTION,
    MISSING_INPUT,
    INPUT_TOO_LARGE,
    BID_BELOW_PRICE,
    TARGET_MISMATCH,
    STALE_REQUEST,
    DUPLICATE,
    OVER_CAPACITY,
    BUYER_LIMIT,
    BLOCKED,
    INPUT_UNREACHABLE,
    CYCLE;

    /** As it stands in feedback: {@code bid-below-price}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether nobody is told: the job is somebody else's, or is being worked on already. */
    public boolean isSilent() {
        return this == TARGET_MISMATCH || this == DUPLICATE;
    }
}
