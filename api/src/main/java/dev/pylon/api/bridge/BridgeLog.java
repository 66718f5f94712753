package dev.pylon.api.bridge;

import java.util.List;

/** The last lines of the model process's output, oldest first. */
public record BridgeLog(List<String> lines) {
    public BridgeLog {
        lines = List.copyOf(lines);
    }
}
