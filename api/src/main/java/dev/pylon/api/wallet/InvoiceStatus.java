package dev.pylon.api.wallet;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How far an invoice of ours is. */
public enum InvoiceStatus {
    /** Can be paid. */
    @JsonProperty("open")
    OPEN,
    @JsonProperty("paid")
    PAID,
    /** Its time is over and nothing came. */
    @JsonProperty("expired")
    EXPIRED,
    @JsonProperty("cancelled")
    CANCELLED,
    /** Was paid, and the whole amount went back to the payer. */
    @JsonProperty("refunded")
    REFUNDED;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
