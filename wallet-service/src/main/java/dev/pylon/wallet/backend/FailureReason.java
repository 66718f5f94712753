package dev.pylon.wallet.backend;

import java.util.Locale;

/** Why a payment failed. The words are stable: callers act on them. */
public enum FailureReason {
    NO_ROUTE,
    /** There was a route, but it costs more than the fee limit. */
    FEE_TOO_HIGH,
    INVOICE_EXPIRED,
    REJECTED_BY_PAYEE,
    INSUFFICIENT_LIQUIDITY,
    /** The backend could not be asked in time, so that nothing was sent. */
    BACKEND_UNAVAILABLE,
    OTHER;

    /** As shown: {@code no-route}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
