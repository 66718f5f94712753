package dev.pylon.relay.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates, and ranges of kinds, as they are written and as they count. */
class RatesTest {
    @Test
    void aBucketGivesItsRateAtOnceAndThenAsItFillsAgain() {
        Rate rate = Rate.valueOf("4/2s");
        TokenBucket bucket = new TokenBucket(0);
        for (int i = 0; i < 4; i++) {
            assertThat(bucket.take(rate, 1, 0)).isTrue();
        }
        assertThat(bucket.take(rate, 1, 0)).isFalse();
        assertThat(bucket.take(rate, 1, Duration.ofMillis(400).toNanos())).isFalse();
        assertThat(bucket.take(rate, 1, Duration.ofMillis(501).toNanos())).isTrue();
        assertThat(bucket.take(rate, 1, Duration.ofMillis(502).toNanos())).isFalse();
        assertThat(bucket.take(rate, 2, Duration.ofMillis(503).toNanos())).isTrue();
        assertThat(bucket.isIdle(Duration.ofHours(1).toNanos(), 1)).isTrue();
    }

    @Test
    void aRateIsACountInATimeOrOff() {
        assertThat(Rate.valueOf(" 100 / 1m ")).isEqualTo(new Rate(100, Duration.ofMinutes(1)));
        assertThat(Rate.valueOf("off").isOff()).isTrue();
        assertThat(Rate.valueOf("1/1h").isOff()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "100", "x/1s", "-1/1s", "1/0s", "1/-5s", "1/"})
    void anythingElseIsNoRate(String text) {
        assertThatThrownBy(() -> Rate.valueOf(text)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void kindsAreAdmittedByRanges() {
        KindSettings settings =
                new KindSettings(
                        List.of(KindRange.valueOf("1"), KindRange.valueOf("5000-5999")),
                        List.of(KindRange.valueOf(" 5050 - 5051 ")));
        assertThat(settings.admits(1)).isTrue();
        assertThat(settings.admits(2)).isFalse();
        assertThat(settings.admits(5000)).isTrue();
        assertThat(settings.admits(5999)).isTrue();
        assertThat(settings.admits(6000)).isFalse();
        assertThat(settings.admits(5051)).isFalse();
        assertThat(settings.admits(5052)).isTrue();
        assertThat(new KindSettings(List.of(), List.of()).admits(65_535)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "5-4", "-1", "1-65536", "1-2-3"})
    void anythingElseIsNoRange(String text) {
        assertThatThrownBy(() -> KindRange.valueOf(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
