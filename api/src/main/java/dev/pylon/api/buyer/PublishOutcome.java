package dev.pylon.api.buyer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a relay said of the job. */
public enum PublishOutcome {
    @JsonProperty("accepted")
    ACCEPTED,
    @JsonProperty("refused")
    REFUSED,
    @JsonProperty("unreachable")
    UNREACHABLE,
    @JsonProperty("pending")
    PENDING;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
