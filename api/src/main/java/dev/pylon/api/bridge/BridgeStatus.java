package dev.pylon.api.bridge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The model process and how it is.
 *
 * @param simulated whether it is our simulator, which nobody should buy for a model
 * @param reason why it is not ready
 */
public record BridgeStatus(
        BridgeState state,
        boolean simulated,
        String command,
        @Nullable Long pid,
        int port,
        @Nullable String version,
        @Nullable String platform,
        boolean modelAvailable,
        int restarts,
        @Nullable Instant startedAt,
        @Nullable String reason) {}
