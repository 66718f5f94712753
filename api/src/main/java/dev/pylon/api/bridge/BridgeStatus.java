package dev.pylon.api.bridge;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model process and how it is.
 *
 * @param ready whether completions are taken
 * @param simulated whether it is our simulator, which nobody should buy for a model
 * @param command the program, or {@code simulator}
 * @param searched where a program was looked for, if none was found and the simulator runs
 * @param unavailableReason why its model is not available; null if it is, or nobody knows yet
 * @param restarts since the last start by hand or by the agent
 * @param reason why it is not ready, and what to do
 * @param stranger who has the port and is not ours; it is never ended
 */
public record BridgeStatus(
        BridgeState state,
        boolean ready,
        boolean simulated,
        String command,
        List<String> searched,
        @Nullable Long pid,
        int port,
        @Nullable String version,
        @Nullable String platform,
        boolean modelAvailable,
        @Nullable UnavailableReason unavailableReason,
        int restarts,
        @Nullable Instant startedAt,
        @Nullable String reason,
        @Nullable String stranger,
        CompletionLoad completions) {}
