package dev.pylon.api.wallet;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Whether money came or went. */
public enum EntryDirection {
    @JsonProperty("in")
    IN,
    @JsonProperty("out")
    OUT;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
