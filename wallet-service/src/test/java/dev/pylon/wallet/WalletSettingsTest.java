package dev.pylon.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pylon.lightning.Network;
import dev.pylon.wallet.backend.BackendLimits;
import dev.pylon.wallet.payment.PaymentSettings;
import dev.pylon.wallet.reconciliation.ReconciliationSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class WalletSettingsTest {
    @Test
    void hasADefaultForEveryKey() {
        assertThat(settings(Map.of()))
                .isEqualTo(
                        new WalletSettings(
                                "ledger",
                                false,
                                new BackendLimits(
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(60),
                                        Duration.ofSeconds(5),
                                        256,
                                        32,
                                        20,
                                        Duration.ofSeconds(10)),
                                new PaymentSettings(
                                        10_000,
                                        5_000,
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(60),
                                        Duration.ofSeconds(30),
                                        Duration.ofSeconds(1),
                                        Duration.ofMinutes(5),
                                        Duration.ofDays(7),
                                        Duration.ofSeconds(1),
                                        32),
                                new WalletSettings.Settlements(
                                        Duration.ofSeconds(5), Duration.ofSeconds(15)),
                                new ReconciliationSettings(
                                        Duration.ofMinutes(1),
                                        Duration.ofHours(1),
                                        Duration.ofSeconds(10))));
    }

    @Test
    void takesEveryKey() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("backend", "lnd");
        keys.put("allow-mainnet", "true");
        keys.put("backend-limits.question-timeout", "1s");
        keys.put("backend-limits.payment-timeout", "2s");
        keys.put("backend-limits.payment-grace", "3s");
        keys.put("backend-limits.concurrent-questions", "4");
        keys.put("backend-limits.concurrent-payments", "5");
        keys.put("backend-limits.breaker-window", "6");
        keys.put("backend-limits.breaker-pause", "7s");
        keys.put("payments.fee-limit-ppm", "8");
        keys.put("payments.fee-limit-min-msat", "9");
        keys.put("payments.answer-within", "10s");
        keys.put("payments.send-within", "11s");
        keys.put("payments.lease-margin", "12s");
        keys.put("payments.first-look-up", "13s");
        keys.put("payments.longest-pause", "14s");
        keys.put("payments.doubt-failures-for", "15s");
        keys.put("payments.poll", "16s");
        keys.put("payments.concurrency", "17");
        keys.put("settlements.look-again", "18s");
        keys.put("settlements.heartbeat", "19s");
        keys.put("reconciliation.every", "20s");
        keys.put("reconciliation.audit-every", "21s");
        keys.put("reconciliation.gauges-every", "22s");

        assertThat(settings(keys))
                .isEqualTo(
                        new WalletSettings(
                                "lnd",
                                true,
                                new BackendLimits(
                                        seconds(1), seconds(2), seconds(3), 4, 5, 6, seconds(7)),
                                new PaymentSettings(
                                        8,
                                        9,
                                        seconds(10),
                                        seconds(11),
                                        seconds(12),
                                        seconds(13),
                                        seconds(14),
                                        seconds(15),
                                        seconds(16),
                                        17),
                                new WalletSettings.Settlements(seconds(18), seconds(19)),
                                new ReconciliationSettings(seconds(20), seconds(21), seconds(22))));
    }

    @Test
    void mainnetHasToBeMeant() {
        WalletConfiguration configuration = new WalletConfiguration();

        assertThat(configuration.network("regtest", settings(Map.of()))).isEqualTo(Network.REGTEST);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration.network("mainnet", settings(Map.of())))
                .withMessageContaining("allow-mainnet");
        assertThat(configuration.network("mainnet", settings(Map.of("allow-mainnet", "true"))))
                .isEqualTo(Network.MAINNET);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static WalletSettings settings(Map<String, String> keys) {
        Map<String, String> properties = new LinkedHashMap<>();
        keys.forEach((key, value) -> properties.put("pylon.wallet." + key, value));
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("pylon.wallet", WalletSettings.class);
    }
}
