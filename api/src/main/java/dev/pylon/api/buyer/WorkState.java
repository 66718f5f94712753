package dev.pylon.api.buyer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How far the work is, as far as we know. */
public enum WorkState {
    @JsonProperty("requested")
    REQUESTED,
    @JsonProperty("accepted")
    ACCEPTED,
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("delivered")
    DELIVERED,
    @JsonProperty("refused")
    REFUSED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("cancelled")
    CANCELLED,
    @JsonProperty("expired")
    EXPIRED;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
