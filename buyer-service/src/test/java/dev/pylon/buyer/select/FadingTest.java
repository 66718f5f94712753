package dev.pylon.buyer.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FadingTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Fading FADING = new Fading(Duration.ofDays(7), NOW);

    private static Sample sample(
            @Nullable String model, Duration age, TrialOutcome outcome, long millis) {
        Instant asked = NOW.minus(age);
        boolean done = outcome == TrialOutcome.COMPLETED;
        return new Sample(
                5050,
                model,
                asked,
                asked.plusMillis(10),
                asked.plusMillis(20),
                done ? asked.plusMillis(20 + millis) : null,
                asked.plusMillis(20 + millis),
                outcome,
                null);
    }

    private static Sample done(Duration age, long millis) {
        return sample(null, age, TrialOutcome.COMPLETED, millis);
    }

    @Test
    void aSampleCountsHalfAfterAHalfLife() {
        List<Sample> samples = List.of(done(Duration.ZERO, 1), done(Duration.ofDays(7), 1));

        assertThat(FADING.count(samples, TrialOutcome.COMPLETED)).isEqualTo(1.5, within(1e-9));
        assertThat(FADING.count(samples, TrialOutcome.FAILED)).isZero();
    }

    @Test
    void percentilesOfSamplesOfOneAgeAreThoseOfTheirValues() {
        List<Sample> samples =
                Stream.of(100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000)
                        .map(millis -> done(Duration.ZERO, millis))
                        .toList();

        assertThat(FADING.percentile(samples, Sample::toResult, 0.5))
                .isEqualTo(Duration.ofMillis(500));
        assertThat(FADING.percentile(samples, Sample::toResult, 0.9))
                .isEqualTo(Duration.ofMillis(900));
        assertThat(FADING.percentile(List.of(), Sample::toResult, 0.5)).isNull();
    }

    @Test
    void whatIsOldNoLongerMovesTheMedian() {
        List<Sample> samples =
                List.of(
                        done(Duration.ofDays(70), 9_000),
                        done(Duration.ofDays(70), 9_000),
                        done(Duration.ofDays(70), 9_000),
                        done(Duration.ZERO, 100));

        assertThat(FADING.percentile(samples, Sample::toResult, 0.5))
                .isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void theModelAskedForCountsIfItHasShownEnough() {
        List<Sample> samples =
                Stream.concat(
                                Stream.generate(() ->
                                                sample(
                                                        "big",
                                                        Duration.ZERO,
                                                        TrialOutcome.COMPLETED,
                                                        900))
                                        .limit(3),
                                Stream.generate(() ->
                                                sample(
                                                        "small",
                                                        Duration.ZERO,
                                                        TrialOutcome.COMPLETED,
                                                        100))
                                        .limit(5))
                        .toList();

        assertThat(FADING.experience(samples, 5050, "big").toResult())
                .isEqualTo(Duration.ofMillis(900));
        assertThat(FADING.experience(samples, 5050, "unheard").toResult())
                .isEqualTo(Duration.ofMillis(100));
        assertThat(FADING.experience(samples, 5001, null)).isEqualTo(Experience.NONE);
    }

    @Test
    void lateAndFailedJobsSpeakAgainstAProviderAndOthersDoNot() {
        Experience experience =
                FADING.experience(
                        Stream.of(TrialOutcome.values())
                                .map(outcome -> sample(null, Duration.ZERO, outcome, 100))
                                .toList(),
                        5050,
                        null);

        assertThat(experience.succeeded()).isEqualTo(1);
        assertThat(experience.failed()).isEqualTo(2);
    }
}
