package dev.pylon.api.buyer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How far the money is. */
public enum MoneyState {
    @JsonProperty("none")
    NONE,
    @JsonProperty("quoted")
    QUOTED,
    @JsonProperty("held")
    HELD,
    @JsonProperty("paying")
    PAYING,
    @JsonProperty("paid")
    PAID,
    @JsonProperty("settled")
    SETTLED,
    @JsonProperty("refunded")
    REFUNDED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("unknown")
    UNKNOWN;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
