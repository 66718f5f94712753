package dev.pylon.api.wallet;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a line of the history is about. */
public enum EntryKind {
    /** An invoice of ours. */
    @JsonProperty("invoice")
    INVOICE,
    /** A payment we made. */
    @JsonProperty("payment")
    PAYMENT,
    /** Money given to the account on regtest. */
    @JsonProperty("fund")
    FUND,
    /** Money that went back, from payee to payer. */
    @JsonProperty("refund")
    REFUND;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
