package dev.pylon.wallet.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PaymentSettingsTest {
    private final PaymentSettings settings =
            new Binder(new MapConfigurationPropertySource(Map.of()))
                    .bindOrCreate("payments", PaymentSettings.class);

    @Test
    void theFeeLimitIsAShareAndAtLeastAMinimum() {
        assertThat(settings.feeLimit(Msat.of(1))).isEqualTo(Msat.of(5_000));
        assertThat(settings.feeLimit(Msat.of(1_000_000))).isEqualTo(Msat.of(10_000));
        assertThat(settings.feeLimit(Msat.of(123_456_789))).isEqualTo(Msat.of(1_234_567));
        assertThat(settings.feeLimit(Msat.of(Msat.MAX_VALUE)))
                .isEqualTo(Msat.of(Msat.MAX_VALUE / 100));
    }

    @Test
    void pausesGetLongerUpToALimit() {
        assertThat(settings.pause(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.pause(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.pause(4)).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.pause(10_000)).isEqualTo(Duration.ofMinutes(5));
    }
}
