package dev.pylon.relay.storage;

import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.relay.policy.Retention;
import dev.pylon.relay.policy.RetentionRule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removes what has expired (NIP-40) and what is older than its kind is kept: by whole parts of a
 * shelf once all of a part is too old, one by one what parts don't hold, or what is kept for less
 * than others on its shelf.
 */
public final class Sweeper {
    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

    private final EventStore store;
    private final Parts parts;
    private final EventBus bus;
    private final Supplier<RelaySettings> settings;
    private final RelayMetrics metrics;
    private final InstantSource clock;

    public Sweeper(
            EventStore store,
            Parts parts,
            EventBus bus,
            Supplier<RelaySettings> settings,
            RelayMetrics metrics,
            InstantSource clock) {
        this.store = store;
        this.parts = parts;
        this.bus = bus;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Sweeps again and again, until cancelled. */
    public Flux<Long> sweeps() {
        return Flux.interval(Duration.ZERO, settings.get().sweepEvery())
                .onBackpressureDrop()
                .concatMap(tick -> sweep(), 1);
    }

    /** Sweeps once; emits how many events are gone. What fails is left to the next sweep. */
    public Mono<Long> sweep() {
        Retention retention = settings.get().keeping();
        Flux<Flux<Long>> parted =
                Flux.fromArray(Shelf.values())
                        .filter(Shelf::isParted)
                        .map(shelf -> tend(shelf, retention));
        Flux<Flux<Long>> expired = Flux.just(untilEmpty("expired", store.removeExpired()));
        Flux<Flux<Long>> old =
                Flux.fromIterable(retention.withinClasses(Sweeper::shelf))
                        .map(rule -> singly(rule, retention));
        return Flux.concat(parted, expired, old)
                .concatMap(work -> work.onErrorResume(Sweeper::later))
                .reduce(0L, Long::sum);
    }

    private static int shelf(int kind) {
        return Shelf.of(kind).number();
    }

    /** Drops the parts of which nothing is kept, and adds some for what will come. */
    private Flux<Long> tend(Shelf shelf, Retention retention) {
        Duration keep = retention.longest(Sweeper::shelf, shelf.number());
        if (keep == null) {
            return Flux.empty();
        }
        Instant now = clock.instant();
        return parts.drop(shelf, now.minus(keep))
                .map(dropped -> forget(shelf, dropped))
                .concatWith(parts.open(shelf, keep, now).then(Mono.empty()));
    }

    private long forget(Shelf shelf, Parts.Dropped dropped) {
        bus.forgotten(new LogEntry.Forgotten(shelf, dropped.end().getEpochSecond()));
        metrics.removed("retention", dropped.events());
        return dropped.events();
    }

    /** What goes with its part in time is left to that. */
    private Flux<Long> singly(RetentionRule rule, Retention retention) {
        Shelf shelf = Shelf.of(rule.first());
        Instant before = clock.instant().minus(rule.keep());
        boolean withItsPart =
                shelf.isParted()
                        && rule.keep().equals(retention.longest(Sweeper::shelf, shelf.number()));
        return untilEmpty(
                "retention",
                store.removeOlder(
                        rule.first(),
                        rule.last(),
                        withItsPart ? before.minus(Parts.width(rule.keep())) : before));
    }

    private Flux<Long> untilEmpty(String why, Mono<List<RemovedEvent>> some) {
        return some.repeat()
                .takeUntil(List::isEmpty)
                .filter(events -> !events.isEmpty())
                .map(events -> gone(why, events));
    }

    private long gone(String why, List<RemovedEvent> events) {
        bus.removed(events);
        metrics.removed(why, events.size());
        return events.size();
    }

    private static Mono<Long> later(Throwable error) {
        log.atWarn()
                .addKeyValue("error", error.toString())
                .log("Part of a sweep failed; the next one will go on");
        return Mono.empty();
    }
}
