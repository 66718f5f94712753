package dev.pylon.api.wallet;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How far a line of the history is. */
public enum EntryStatus {
    @JsonProperty("done")
    DONE,
    @JsonProperty("pending")
    PENDING,
    @JsonProperty("failed")
    FAILED;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
