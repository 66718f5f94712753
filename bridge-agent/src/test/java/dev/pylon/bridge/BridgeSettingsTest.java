package dev.pylon.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                                11_435,
                                Map.of(),
                                null,
                                10_485_760,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(200),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(60)));
        assertThat(settings.simulated()).isTrue();
    }

    @Test
    void everyKey() {
        BridgeSettings settings =
                bind(
                        Map.ofEntries(
                                Map.entry("pylon.bridge.command", "foundation-bridge,--quiet"),
                                Map.entry("pylon.bridge.port", "4000"),
                                Map.entry("pylon.bridge.environment.SOME_NAME", "value"),
                                Map.entry("pylon.bridge.log-file", "/a/log"),
                                Map.entry("pylon.bridge.max-log-bytes", "5000"),
                                Map.entry("pylon.bridge.start-limit", "1s"),
                                Map.entry("pylon.bridge.health-interval", "2ms"),
                                Map.entry("pylon.bridge.health-limit", "3ms"),
                                Map.entry("pylon.bridge.min-backoff", "4ms"),
                                Map.entry("pylon.bridge.max-backoff", "5ms"),
                                Map.entry("pylon.bridge.steady", "6m")));

        assertThat(settings)
                .isEqualTo(
                        new BridgeSettings(
                                List.of("foundation-bridge", "--quiet"),
                                4000,
                                Map.of("SOME_NAME", "value"),
                                Path.of("/a/log"),
                                5000,
                                Duration.ofSeconds(1),
                                Duration.ofMillis(2),
                                Duration.ofMillis(3),
                                Duration.ofMillis(4),
                                Duration.ofMillis(5),
                                Duration.ofMinutes(6)));
        assertThat(settings.simulated()).isFalse();
    }

    @Test
    void aPortThatIsNoneIsNamed() {
        assertThatThrownBy(() -> bind(Map.of("pylon.bridge.port", "70000")))
                .rootCause()
                .hasMessageContaining("70000");
    }

    private static BridgeSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("pylon.bridge", BridgeSettings.class);
    }
}
