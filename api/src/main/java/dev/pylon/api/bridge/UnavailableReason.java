package dev.pylon.api.bridge;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;

/** Why Apple's model is not available, in the words of its framework, and what to do. */
public enum UnavailableReason {
    @JsonProperty("apple_intelligence_not_enabled")
    APPLE_INTELLIGENCE_NOT_ENABLED(
            "Apple Intelligence is turned off; turn it on in System Settings"),
    @JsonProperty("device_not_eligible")
    DEVICE_NOT_ELIGIBLE(
            "this machine can't run Apple Intelligence; it takes a Mac with Apple silicon"),
    @JsonProperty("model_not_ready")
    MODEL_NOT_READY(
            "the model is not ready, perhaps still downloading; wait, with power and network"),
    @JsonProperty("unknown")
    UNKNOWN("the model is not available, and the model process does not say why");

    private final String sentence;

    UnavailableReason(String sentence) {
        this.sentence = sentence;
    }

    /** The word used in JSON: lower case, with underscores. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }

    /** {@link #UNKNOWN} for words that a later system may bring. */
    public static UnavailableReason parse(String word) {
        return Arrays.stream(values())
                .filter(reason -> reason.word().equals(word))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
