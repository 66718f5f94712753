package dev.pylon.api.bridge;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How the model process is. */
public enum BridgeState {
    @JsonProperty("starting")
    STARTING,
    @JsonProperty("ready")
    READY,
    /** It answers and says that its model is not available. */
    @JsonProperty("degraded")
    DEGRADED,
    /** It ended or hung; the next start is waited for. */
    @JsonProperty("restarting")
    RESTARTING,
    @JsonProperty("stopped")
    STOPPED,
    /** Its port is taken, it could not be started, or it ended too often and was given up. */
    @JsonProperty("failed")
    FAILED;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
