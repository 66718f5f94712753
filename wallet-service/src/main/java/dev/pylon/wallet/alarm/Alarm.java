package dev.pylon.wallet.alarm;

import java.util.Locale;

/**
 * Things that must not happen and that no program can put right. Each is a metric with an alert.
 */
public enum Alarm {
    /** A payment whose money had been given back has settled. */
    LATE_SETTLEMENT,
    /** The backend called a payment settled with a preimage that proves something else. */
    WRONG_PREIMAGE,
    /** Routing cost more than the limit; the wallet bears the rest. */
    FEE_OVER_LIMIT,
    /** Money came for no invoice, or for one that was paid. */
    UNEXPECTED_RECEIPT,
    /** The books and the backend, or the books among themselves, disagree. */
    RECONCILIATION_GAP;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
