package dev.pylon.api.buyer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The type of a job's input, as NIP-90 has it. */
public enum InputType {
    @JsonProperty("text")
    TEXT,
    @JsonProperty("url")
    URL,
    @JsonProperty("event")
    EVENT,
    @JsonProperty("job")
    JOB;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
