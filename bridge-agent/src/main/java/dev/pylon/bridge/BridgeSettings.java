package dev.pylon.bridge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code pylon.bridge}: the model process.
 *
 * @param command the program and its first arguments; the port is put behind them. Empty looks for
 *     foundation-bridge where it may be
 * @param simulator when our simulator runs in its place
 * @param home where the running process is written down, and {@code bin/foundation-bridge} is
 *     looked for; null writes nothing down
 * @param port it is to listen on, on 127.0.0.1
 * @param environment added to its environment
 * @param requireNonce whether its health must repeat the nonce it was given; false only for a
 *     program that is not ours
 * @param logFile its output; null leaves it in the agent's own log
 * @param maxLogBytes at this size the log is moved aside, over the one before it
 * @param startLimit how long it may take until it is healthy
 * @param healthInterval between two looks at it
 * @param healthLimit how long an answer to a look may take; three too slow ones in a row are a hang
 * @param minBackoff before the first restart; doubled each time
 * @param maxBackoff the longest wait before a restart
 * @param steady after being healthy for this long, backoff and count of restarts start over
 * @param maxRestarts in a row, then it is given up until somebody starts it; 0 never gives up
 * @param plainHttp whether others than this machine may be served without TLS
 * @param completions how many of them at a time
 */
@ConfigurationProperties("pylon.bridge")
public record BridgeSettings(
        @DefaultValue List<String> command,
        @DefaultValue("auto") SimulatorUse simulator,
        @Nullable Path home,
        @DefaultValue("11435") int port,
        @DefaultValue Map<String, String> environment,
        @DefaultValue("true") boolean requireNonce,
        @Nullable Path logFile,
        @DefaultValue("10485760") long maxLogBytes,
        @DefaultValue("30s") Duration startLimit,
        @DefaultValue("2s") Duration healthInterval,
        @DefaultValue("5s") Duration healthLimit,
        @DefaultValue("200ms") Duration minBackoff,
        @DefaultValue("30s") Duration maxBackoff,
        @DefaultValue("60s") Duration steady,
        @DefaultValue("10") int maxRestarts,
        @DefaultValue("false") boolean plainHttp,
        @DefaultValue Completions completions) {
    public BridgeSettings {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("pylon.bridge.port is from 1 to 65535, not " + port);
        }
        if (maxRestarts < 0) {
            throw new IllegalArgumentException("pylon.bridge.max-restarts is at least 0");
        }
    }

    /** When the simulator runs in place of a model. */
    public enum SimulatorUse {
        /** If no command is configured and no program is found. */
        AUTO,
        ALWAYS,
        /** Without a program there is no model process, and the status says why. */
        NEVER
    }

    /**
     * @param maxConcurrent completions at a time
     * @param maxWaiting for one of those to end; more are refused with 429
     * @param waitLimit how long one waits before it is refused too
     * @param silenceLimit how long the process may say nothing in a completion
     */
    public record Completions(
            @DefaultValue("8") int maxConcurrent,
            @DefaultValue("16") int maxWaiting,
            @DefaultValue("10s") Duration waitLimit,
            @DefaultValue("2m") Duration silenceLimit) {
        public Completions {
            if (maxConcurrent < 1 || maxWaiting < 0) {
                throw new IllegalArgumentException(
                        "pylon.bridge.completions: max-concurrent is at least 1, max-waiting at least 0");
            }
        }
    }
}
