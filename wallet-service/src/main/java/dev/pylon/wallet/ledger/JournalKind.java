package dev.pylon.wallet.ledger;

import java.util.Locale;

/** Why money moved. */
public enum JournalKind {
    /** Money out of nothing, on regtest. */
    FUND,
    /** From one account of this wallet to another. */
    INTERNAL,
    /** From available to held, before a payment leaves. */
    HOLD,
    /** A payment is proven; what was held for it goes, the rest returns. */
    SETTLE,
    /** A payment is proven not to have happened; all that was held returns. */
    RELEASE,
    /** An invoice was paid from outside. */
    RECEIVE,
    /** Back from payee to payer. */
    REFUND,
    /** A payment given up for failed has settled after all. */
    LATE_SETTLEMENT,
    /** Money came for no invoice of ours, or for one that was paid already. */
    UNEXPECTED_RECEIPT;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
