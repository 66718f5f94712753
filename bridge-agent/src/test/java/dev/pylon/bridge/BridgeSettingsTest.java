package dev.pylon.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.bridge.BridgeSettings.Completions;
import dev.pylon.bridge.BridgeSettings.SimulatorUse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BridgeSettingsTest {
    @Test
    void defaults() {
        BridgeSettings settings = bind(Map.of());

        assertThat(settings)
                .isEqualTo(
                        new BridgeSettings(
                                List.of(),
                                SimulatorUse.AUTO,
                                null,
                                11_435,
                                Map.of(),
                                true,
                                null,
                                10_485_760,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(200),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(60),
                                10,
                                false,
                                new Completions(
                                        8, 16, Duration.ofSeconds(10), Duration.ofMinutes(2))));
    }

    @Test
    void everyKey() {
        BridgeSettings settings =
                bind(
                        Map.ofEntries(
                                Map.entry("pylon.bridge.command", "foundation-bridge,--quiet"),
                                Map.entry("pylon.bridge.simulator", "never"),
                                Map.entry("pylon.bridge.home", "/a/home"),
                                Map.entry("pylon.bridge.port", "4000"),
                                Map.entry("pylon.bridge.require-nonce", "false"),
                                Map.entry("pylon.bridge.environment.SOME_NAME", "value"),
                                Map.entry("pylon.bridge.log-file", "/a/log"),
                                Map.entry("pylon.bridge.max-log-bytes", "5000"),
                                Map.entry("pylon.bridge.start-limit", "1s"),
                                Map.entry("pylon.bridge.health-interval", "2ms"),
                                Map.entry("pylon.bridge.health-limit", "3ms"),
                                Map.entry("pylon.bridge.min-backoff", "4ms"),
                                Map.entry("pylon.bridge.max-backoff", "5ms"),
                                Map.entry("pylon.bridge.steady", "6m"),
                                Map.entry("pylon.bridge.max-restarts", "7"),
                                Map.entry("pylon.bridge.plain-http", "true"),
                                Map.entry("pylon.bridge.completions.max-concurrent", "8"),
                                Map.entry("pylon.bridge.completions.max-waiting", "9"),
                                Map.entry("pylon.bridge.completions.wait-limit", "10s"),
                                Map.entry("pylon.bridge.completions.silence-limit", "11s")));

        assertThat(settings)
                .isEqualTo(
                        new BridgeSettings(
                                List.of("foundation-bridge", "--quiet"),
                                SimulatorUse.NEVER,
                                Path.of("/a/home"),
                                4000,
                                Map.of("SOME_NAME", "value"),
                                false,
                                Path.of("/a/log"),
                                5000,
                                Duration.ofSeconds(1),
                                Duration.ofMillis(2),
                                Duration.ofMillis(3),
                                Duration.ofMillis(4),
                                Duration.ofMillis(5),
                                Duration.ofMinutes(6),
                                7,
                                true,
                                new Completions(
                                        8, 9, Duration.ofSeconds(10), Duration.ofSeconds(11))));
    }

    @Test
    void aPortThatIsNoneIsNamed() {
        assertThatThrownBy(() -> bind(Map.of("pylon.bridge.port", "70000")))
                .rootCause()
                .hasMessageContaining("70000");
    }

    @Test
    void limitsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> bind(Map.of("pylon.bridge.completions.max-concurrent", "0")))
                .rootCause()
                .hasMessageContaining("max-concurrent");
        assertThatThrownBy(() -> bind(Map.of("pylon.bridge.max-restarts", "-1")))
                .rootCause()
                .hasMessageContaining("max-restarts");
    }

    private static BridgeSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("pylon.bridge", BridgeSettings.class);
    }
}
