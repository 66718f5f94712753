package dev.pylon.buyer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.buyer.SelectionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class BuyerSettingsTest {
    private static final String ALLOWED = "aa".repeat(32);
    private static final String DENIED = "bb".repeat(32);

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(prefix, type);
    }

    @Test
    void everythingHasADefault() {
        BuyerSettings settings = bind("pylon.buyer", BuyerSettings.class, Map.of());

        assertThat(settings)
                .isEqualTo(
                        new BuyerSettings(
                                SelectionPolicy.CHEAPEST,
                                Duration.ofMillis(300),
                                Duration.ofSeconds(60),
                                List.of(),
                                List.of(),
                                Duration.ofDays(7),
                                Duration.ofSeconds(60),
                                Duration.ofHours(24),
                                10,
                                50,
                                DataSize.ofKilobytes(256),
                                DataSize.ofKilobytes(768),
                                200,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(5),
                                false,
                                64,
                                Duration.ofSeconds(2),
                                Duration.ofDays(7),
                                Duration.ofDays(30),
                                Duration.ofSeconds(10),
                                Map.of()));
    }

    @Test
    void everyKeyIsRead() {
        BuyerSettings settings =
                bind(
                        "pylon.buyer",
                        BuyerSettings.class,
                        Map.ofEntries(
                                Map.entry("pylon.buyer.policy", "first"),
                                Map.entry("pylon.buyer.quote-window", "1s"),
                                Map.entry("pylon.buyer.max-quote-window", "16s"),
                                Map.entry("pylon.buyer.allow[0]", ALLOWED),
                                Map.entry("pylon.buyer.deny[0]", DENIED),
                                Map.entry("pylon.buyer.evidence-half-life", "17d"),
                                Map.entry("pylon.buyer.timeout", "2s"),
                                Map.entry("pylon.buyer.max-timeout", "3s"),
                                Map.entry("pylon.buyer.max-relays", "4"),
                                Map.entry("pylon.buyer.max-providers", "5"),
                                Map.entry("pylon.buyer.max-input", "6KB"),
                                Map.entry("pylon.buyer.max-reply", "7KB"),
                                Map.entry("pylon.buyer.max-replies", "8"),
                                Map.entry("pylon.buyer.subscribe-wait", "9s"),
                                Map.entry("pylon.buyer.publish-limit", "10s"),
                                Map.entry("pylon.buyer.open-relays", "true"),
                                Map.entry("pylon.buyer.max-guest-relays", "11"),
                                Map.entry("pylon.buyer.refund-grace", "12s"),
                                Map.entry("pylon.buyer.late-for", "13d"),
                                Map.entry("pylon.buyer.keep-for", "14d"),
                                Map.entry("pylon.buyer.wallet-timeout", "15s"),
                                Map.entry(
                                        "pylon.buyer.wallets.alice.api-key-file", "/keys/alice")));

        assertThat(settings)
                .isEqualTo(
                        new BuyerSettings(
                                SelectionPolicy.FIRST,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(16),
                                List.of(ALLOWED),
                                List.of(DENIED),
                                Duration.ofDays(17),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                4,
                                5,
                                DataSize.ofKilobytes(6),
                                DataSize.ofKilobytes(7),
                                8,
                                Duration.ofSeconds(9),
                                Duration.ofSeconds(10),
                                true,
                                11,
                                Duration.ofSeconds(12),
                                Duration.ofDays(13),
                                Duration.ofDays(14),
                                Duration.ofSeconds(15),
                                Map.of(
                                        "alice",
                                        new BuyerSettings.WalletKey(Path.of("/keys/alice")))));
    }

    @Test
    void nonsenseIsRefusedWhenTheServiceStarts() {
        assertThatThrownBy(() ->
                        bind(
                                "pylon.buyer",
                                BuyerSettings.class,
                                Map.of("pylon.buyer.max-relays", "0")))
                .hasRootCauseMessage("maxRelays must be at least 1");
        assertThatThrownBy(() ->
                        bind(
                                "pylon.buyer",
                                BuyerSettings.class,
                                Map.of("pylon.buyer.timeout", "25h")))
                .hasRootCauseMessage("timeout is longer than maxTimeout");
        assertThatThrownBy(() ->
                        bind(
                                "pylon.buyer",
                                BuyerSettings.class,
                                Map.of("pylon.buyer.deny[0]", "nobody")))
                .hasStackTraceContaining("deny lists npubs or hex keys");
        assertThatThrownBy(() ->
                        bind(
                                "pylon",
                                PylonSettings.class,
                                Map.of("pylon.network", "moon", "pylon.identity.key-file", "x")))
                .rootCause()
                .hasMessageContaining("no network is called 'moon'");
        assertThatThrownBy(() ->
                        bind(
                                "pylon",
                                PylonSettings.class,
                                Map.of(
                                        "pylon.relays[0]",
                                        "http://x",
                                        "pylon.identity.key-file",
                                        "x")))
                .rootCause()
                .hasMessageContaining("ws://");
    }
}
