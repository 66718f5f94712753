package dev.pylon.buyer.select;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sums up samples so that each counts half after a half-life, a quarter after two.
 *
 * @param now what ages are measured against
 */
public record Fading(Duration halfLife, Instant now) {
    public Fading {
        if (!halfLife.isPositive()) {
            throw new IllegalArgumentException("halfLife must be more than nothing");
        }
    }

    private record Weighed(Duration value, double weight) {}

    double weight(Sample sample) {
        long age = Math.max(0, Duration.between(sample.askedAt(), now).toMillis());
        return Math.pow(0.5, (double) age / halfLife.toMillis());
    }

    /** How many samples ended in one of these ways, faded. */
    public double count(List<Sample> samples, TrialOutcome... outcomes) {
        List<TrialOutcome> wanted = List.of(outcomes);
        return samples.stream()
                .filter(sample -> sample.outcome() != null && wanted.contains(sample.outcome()))
                .mapToDouble(this::weight)
                .sum();
    }

    /**
     * The least value that this share of the weight does not exceed; null without values.
     *
     * @param share from 0 to 1: 0.5 is the median
     */
    public @Nullable Duration percentile(
            List<Sample> samples, Function<Sample, @Nullable Duration> value, double share) {
        List<Weighed> weighed =
                samples.stream()
                        .filter(sample -> value.apply(sample) != null)
                        .map(sample ->
                                new Weighed(
                                        Objects.requireNonNull(value.apply(sample)),
                                        weight(sample)))
                        .sorted(Comparator.comparing(Weighed::value))
                        .toList();
        double wanted = share * weighed.stream().mapToDouble(Weighed::weight).sum();
        double sum = 0;
        for (Weighed next : weighed) {
            sum += next.weight();
            if (sum >= wanted - 1e-12) {
                return next.value();
            }
        }
        return weighed.isEmpty() ? null : weighed.getLast().value();
    }

    /**
     * What speaks for and against a provider for such a job: what the same model has shown, if that
     * is enough, else all jobs of the kind.
     */
    public Experience experience(List<Sample> samples, int kind, @Nullable String model) {
        List<Sample> ofKind = samples.stream().filter(sample -> sample.kind() == kind).toList();
        Experience ofModel =
                model == null
                        ? Experience.NONE
                        : experience(
                                ofKind.stream()
                                        .filter(sample -> model.equals(sample.model()))
                                        .toList());
        return ofModel.isNew() ? experience(ofKind) : ofModel;
    }

    private Experience experience(List<Sample> samples) {
        return new Experience(
                count(samples, TrialOutcome.COMPLETED),
                count(samples, TrialOutcome.LATE, TrialOutcome.FAILED),
                percentile(samples, Sample::toResult, 0.5));
    }
}
