package dev.pylon.api.buyer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How the inputs and the answers of a job are hidden from everybody but its one provider. */
public enum JobEncryption {
    @JsonProperty("none")
    NONE,
    @JsonProperty("nip44")
    NIP44,
    /** For providers that know no other; it hides less. */
    @JsonProperty("nip04")
    NIP04;

    /** The word used in JSON and shown to people. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
