package dev.pylon.wallet.invoice;

import java.util.Locale;

/** As in the table. That an open invoice has expired is for the reader to see from its time. */
public enum InvoiceState {
    OPEN,
    PAID,
    CANCELLED,
    REFUNDED;

    static InvoiceState fromWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
