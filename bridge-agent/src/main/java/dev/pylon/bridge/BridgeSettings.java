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
 * @param command the program and its first arguments; the port is put behind them. Empty starts the
 *     simulator
 * @param port it is to listen on, on 127.0.0.1
 * @param environment added to its environment
 * @param logFile its output; null leaves it in the agent's own log
 * @param maxLogBytes at this size the log is moved aside, over the one before it
 * @param startLimit how long it may take until it is healthy
 * @param healthInterval between two looks at it
 * @param healthLimit how long an answer to a look may take; three too slow ones in a row are a hang
 * @param minBackoff before the first restart; doubled each time
 * @param maxBackoff the longest wait before a restart
 * @param steady after running for this long, the backoff starts over
 */
@ConfigurationProperties("pylon.bridge")
public record BridgeSettings(
        @DefaultValue List<String> command,
        @DefaultValue("11435") int port,
        @DefaultValue Map<String, String> environment,
        @Nullable Path logFile,
        @DefaultValue("10485760") long maxLogBytes,
        @DefaultValue("30s") Duration startLimit,
        @DefaultValue("2s") Duration healthInterval,
        @DefaultValue("5s") Duration healthLimit,
        @DefaultValue("200ms") Duration minBackoff,
        @DefaultValue("30s") Duration maxBackoff,
        @DefaultValue("60s") Duration steady) {
    public BridgeSettings {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("pylon.bridge.port is from 1 to 65535, not " + port);
        }
    }

    public boolean simulated() {
        return command.isEmpty();
    }
}
