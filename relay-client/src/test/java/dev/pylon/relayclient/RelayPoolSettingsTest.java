package dev.pylon.relayclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RelayPoolSettingsTest {
    @Test
    void everything_has_a_default() {
        RelayPoolSettings settings = RelayPoolSettings.builder().build();

        assertThat(settings.relays()).isEmpty();
        assertThat(settings.identity()).isNull();
        assertThat(settings.backoff())
                .isEqualTo(new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30)));
        assertThat(settings.retry())
                .isEqualTo(new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30)));
        assertThat(settings.keepAlive())
                .isEqualTo(new KeepAlive(Duration.ofSeconds(20), Duration.ofSeconds(10)));
        assertThat(settings.guests().max()).isEqualTo(32);
        assertThat(settings.guests().idle()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.authTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.storedTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.ackTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.maxFrameBytes()).isEqualTo(1024 * 1024);
        assertThat(settings.maxSubscriptions()).isEqualTo(20);
        assertThat(settings.maxPublications()).isEqualTo(10_000);
        assertThat(settings.remembered()).isEqualTo(32_768);
        assertThat(settings.verifiers()).isBetween(1, 4);
    }

    @Test
    void a_subscription_has_defaults_too() {
        Subscription notes = Subscription.to(Quick.NOTES);

        assertThat(notes.relays()).isEmpty();
        assertThat(notes.buffer()).isEqualTo(4096);
        assertThat(notes.overflow()).isEqualTo(Overflow.ASK_AGAIN);
        assertThat(notes.overlap()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void nonsense_is_not_taken_and_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelayPoolSettings.builder().maxFrameBytes(0).build())
                .withMessageContaining("maxFrameBytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RelayPoolSettings.builder().ackTimeout(Duration.ZERO).build())
                .withMessageContaining("ackTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subscription.to())
                .withMessageContaining("filters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subscription.to(Quick.NOTES).buffering(0, Overflow.FAIL))
                .withMessageContaining("buffer");
    }
}
