package dev.pylon.wallet.request;

import java.util.Locale;

/**
 * Why a request was turned down before anything moved. The words are stable: callers act on them.
 */
public enum Refusal {
    INVALID_REQUEST,
    MALFORMED_INVOICE,
    WRONG_NETWORK,
    INVOICE_EXPIRED,
    /** The invoice names no amount, or names one and another was given. */
    AMOUNT_MISMATCH,
    /** This wallet has no way to the payee. */
    UNPAYABLE_HERE,
    INSUFFICIENT_FUNDS,
    OVER_BUDGET,
    /** Another account has paid this invoice, or is paying it. */
    ALREADY_PAID,
    NOT_FOUND,
    /** Nothing was received, or it came from outside this wallet. */
    NOT_REFUNDABLE,
    /** The Idempotency-Key came before with another body. */
    IDEMPOTENCY_KEY_REUSED,
    REGTEST_ONLY,
    /** The backend cannot be asked now; nothing was done. */
    BACKEND_UNAVAILABLE;

    /** As in a problem's type: {@code insufficient-funds}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
