package dev.pylon.buyer.directory;

import dev.pylon.api.buyer.ProviderEvidence;
import dev.pylon.buyer.select.Fading;
import dev.pylon.buyer.select.Sample;
import dev.pylon.buyer.select.TrialOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Evidence as it is shown. */
final class EvidenceViews {
    private static final double MEDIAN = 0.5;
    private static final double P90 = 0.9;
    private static final Set<TrialOutcome> FAILURES =
            EnumSet.complementOf(EnumSet.of(TrialOutcome.COMPLETED));

    private EvidenceViews() {}

    static ProviderEvidence of(List<Sample> samples, Fading fading) {
        Optional<Sample> success = last(samples, Set.of(TrialOutcome.COMPLETED));
        Optional<Sample> failure = last(samples, FAILURES);
        return new ProviderEvidence(
                samples.size(),
                count(samples, sample -> sample.quotedAt() != null),
                count(samples, sample -> sample.paidAt() != null),
                count(samples, sample -> sample.outcome() == TrialOutcome.COMPLETED),
                count(samples, sample -> sample.outcome() == TrialOutcome.FAILED),
                count(samples, sample -> sample.outcome() == TrialOutcome.LATE),
                success(samples, fading),
                millis(fading.percentile(samples, Sample::toQuote, MEDIAN)),
                millis(fading.percentile(samples, Sample::toQuote, P90)),
                millis(fading.percentile(samples, Sample::toResult, MEDIAN)),
                millis(fading.percentile(samples, Sample::toResult, P90)),
                success.map(Sample::endedAt).orElse(null),
                failure.map(Sample::endedAt).orElse(null),
                failure.map(Sample::why).orElse(null));
    }

    private static Optional<Sample> last(List<Sample> samples, Set<TrialOutcome> outcomes) {
        return samples.stream()
                .filter(sample -> sample.outcome() != null && outcomes.contains(sample.outcome()))
                .filter(sample -> sample.endedAt() != null)
                .max(
                        Comparator.comparing(
                                sample -> Objects.<Instant>requireNonNull(sample.endedAt())));
    }

    private static int count(List<Sample> samples, Predicate<Sample> what) {
        return (int) samples.stream().filter(what).count();
    }

    private static @Nullable Integer success(List<Sample> samples, Fading fading) {
        double good = fading.count(samples, TrialOutcome.COMPLETED);
        double bad = fading.count(samples, TrialOutcome.LATE, TrialOutcome.FAILED);
        return good + bad == 0 ? null : (int) Math.round(100 * good / (good + bad));
    }

    private static @Nullable Long millis(@Nullable Duration time) {
        return time == null ? null : time.toMillis();
    }
}
