package dev.pylon.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings.PaymentPolicy;
import dev.pylon.provider.wallet.WalletLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ProviderSettingsTest {
    private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(prefix, type);
    }

    @Test
    void everythingHasADefault() {
        ProviderSettings settings = bind("pylon.provider", ProviderSettings.class, Map.of());

        assertThat(settings)
                .isEqualTo(
                        new ProviderSettings(
                                "pylon",
                                "Pylon provider",
                                "Inference for sats, by the job.",
                                Set.of(5000, 5001, 5002, 5050),
                                21_000,
                                Map.of(),
                                PaymentPolicy.BEFORE,
                                4,
                                16,
                                1_000,
                                65_536,
                                262_144,
                                Duration.ofMinutes(10),
                                Duration.ofMinutes(10),
                                Duration.ofMillis(250),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(10),
                                false,
                                null));
        assertThat(bind("pylon.provider.wallet", WalletLimits.class, Map.of()))
                .isEqualTo(
                        new WalletLimits(
                                Duration.ofSeconds(10),
                                128,
                                20,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(45),
                                Duration.ofSeconds(15)));
    }

    @Test
    void everyKeyIsRead() {
        ProviderSettings settings =
                bind(
                        "pylon.provider",
                        ProviderSettings.class,
                        Map.ofEntries(
                                Map.entry("pylon.provider.identifier", "mine"),
                                Map.entry("pylon.provider.name", "Mine"),
                                Map.entry("pylon.provider.about", "Words"),
                                Map.entry("pylon.provider.kinds", "5050,5001"),
                                Map.entry("pylon.provider.price-msat", "1"),
                                Map.entry("pylon.provider.models.llama", "2"),
                                Map.entry("pylon.provider.payment", "after"),
                                Map.entry("pylon.provider.capacity", "3"),
                                Map.entry("pylon.provider.per-buyer", "4"),
                                Map.entry("pylon.provider.max-open", "5"),
                                Map.entry("pylon.provider.max-input-bytes", "6"),
                                Map.entry("pylon.provider.max-result-bytes", "700"),
                                Map.entry("pylon.provider.max-age", "8s"),
                                Map.entry("pylon.provider.quote-expiry", "9s"),
                                Map.entry("pylon.provider.partial-interval", "10s"),
                                Map.entry("pylon.provider.work-limit", "11s"),
                                Map.entry("pylon.provider.first-text-limit", "12s"),
                                Map.entry("pylon.provider.publish-limit", "13s"),
                                Map.entry("pylon.provider.open-relays", "true")));

        assertThat(settings)
                .isEqualTo(
                        new ProviderSettings(
                                "mine",
                                "Mine",
                                "Words",
                                Set.of(5050, 5001),
                                1,
                                Map.of("llama", 2L),
                                PaymentPolicy.AFTER,
                                3,
                                4,
                                5,
                                6,
                                700,
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(9),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(11),
                                Duration.ofSeconds(12),
                                Duration.ofSeconds(13),
                                true,
                                null));
        assertThat(settings.priceOf("llama")).isEqualTo(Msat.of(2));
        assertThat(settings.priceOf("other")).isEqualTo(Msat.of(1));
        assertThat(
                        bind(
                                "pylon.provider.wallet",
                                WalletLimits.class,
                                Map.of(
                                        "pylon.provider.wallet.timeout", "1s",
                                        "pylon.provider.wallet.concurrent-calls", "2",
                                        "pylon.provider.wallet.breaker-window", "3",
                                        "pylon.provider.wallet.breaker-pause", "4s",
                                        "pylon.provider.wallet.silence", "5s",
                                        "pylon.provider.wallet.look-up-every", "6s")))
                .isEqualTo(
                        new WalletLimits(
                                Duration.ofSeconds(1),
                                2,
                                3,
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6)));
    }

    @Test
    void nonsenseIsRefusedWhenTheServiceStarts() {
        refused("pylon.provider.capacity", "0", "capacity");
        refused("pylon.provider.partial-interval", "249ms", "four partial results a second");
        refused("pylon.provider.max-result-bytes", "255", "maxResultBytes is at least 256");
        refused("pylon.provider.price-msat", "-1", "");
        assertThatThrownBy(() ->
                        bind(
                                "pylon.provider.wallet",
                                WalletLimits.class,
                                Map.of("pylon.provider.wallet.concurrent-calls", "0")))
                .rootCause()
                .hasMessageContaining("concurrentCalls");
    }

    private static void refused(String key, String value, String words) {
        assertThatThrownBy(() -> bind("pylon.provider", ProviderSettings.class, Map.of(key, value)))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }
}
