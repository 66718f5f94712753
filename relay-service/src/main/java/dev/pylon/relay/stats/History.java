package dev.pylon.relay.stats;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * What this relay has done in the last hour and the last day, from its own meters, in memory: two
 * rings of equal size, so that it never grows. It begins anew with the process.
 */
public final class History {
    static final Duration STEP = Duration.ofSeconds(10);

    private static final int PER_LONG_STEP = 24;
    private static final int KEPT = 360;
    private static final Set<String> REQUESTS = Set.of("5xxx");
    private static final Set<String> RESULTS = Set.of("6xxx");

    private final MeterRegistry meters;
    private final InstantSource clock;
    private final Ring hour = new Ring(STEP, 1, KEPT);
    private final Ring day = new Ring(STEP.multipliedBy(PER_LONG_STEP), PER_LONG_STEP, KEPT);
    private Totals before;

    /** What has been accepted since the process began. */
    private record Totals(double events, double requests, double results) {}

    /**
     * One step.
     *
     * @param at when it ended, in seconds
     * @param events accepted in it
     */
    record Sample(long at, long connections, long events, long requests, long results) {
        /** Both as one; of connections the most counts. */
        Sample and(Sample later) {
            return new Sample(
                    later.at,
                    Math.max(connections, later.connections),
                    events + later.events,
                    requests + later.requests,
                    results + later.results);
        }
    }

    /**
     * Steps as columns, oldest first.
     *
     * @param step in seconds
     */
    public record Series(
            long step,
            List<Long> at,
            List<Long> connections,
            List<Long> events,
            List<Long> requests,
            List<Long> results) {
        static Series of(Duration step, List<Sample> samples) {
            return new Series(
                    step.toSeconds(),
                    samples.stream().map(Sample::at).toList(),
                    samples.stream().map(Sample::connections).toList(),
                    samples.stream().map(Sample::events).toList(),
                    samples.stream().map(Sample::requests).toList(),
                    samples.stream().map(Sample::results).toList());
        }
    }

    public History(MeterRegistry meters, InstantSource clock) {
        this.meters = meters;
        this.clock = clock;
        before = totals();
    }

    /** Takes samples until it is disposed of. */
    public Disposable keep() {
        return Flux.interval(STEP).onBackpressureDrop().subscribe(tick -> sample());
    }

    public Series hour() {
        return hour.series();
    }

    public Series day() {
        return day.series();
    }

    synchronized void sample() {
        Totals now = totals();
        Gauge open = meters.find("relay.connections").gauge();
        Sample sample =
                new Sample(
                        clock.instant().getEpochSecond(),
                        open == null ? 0 : Math.round(open.value()),
                        Math.round(now.events - before.events),
                        Math.round(now.requests - before.requests),
                        Math.round(now.results - before.results));
        before = now;
        hour.add(sample);
        day.add(sample);
    }

    private Totals totals() {
        return new Totals(
                accepted(kind -> true), accepted(REQUESTS::contains), accepted(RESULTS::contains));
    }

    private double accepted(Predicate<String> kinds) {
        return meters.find("relay.events").tag("outcome", "accepted").counters().stream()
                .filter(counter -> kinds.test(String.valueOf(counter.getId().getTag("kind"))))
                .mapToDouble(Counter::count)
                .sum();
    }
}
