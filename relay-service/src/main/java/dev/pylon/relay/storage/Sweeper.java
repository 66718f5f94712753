package dev.pylon.relay.storage;

import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.RelaySettings;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Removes what has expired (NIP-40) and what is older than its kind is kept. */
public final class Sweeper {
    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

    private final EventStore store;
    private final EventBus bus;
    private final Supplier<RelaySettings> settings;
    private final RelayMetrics metrics;

    public Sweeper(
            EventStore store,
            EventBus bus,
            Supplier<RelaySettings> settings,
            RelayMetrics metrics) {
        this.store = store;
        this.bus = bus;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Sweeps again and again, until cancelled. A sweep that fails is followed by the next. */
    public Flux<Long> sweeps() {
        return Flux.interval(settings.get().sweepEvery())
                .onBackpressureDrop()
                .concatMap(tick -> sweep().onErrorResume(Sweeper::later), 1);
    }

    /** Sweeps once; emits how many events are gone. */
    public Mono<Long> sweep() {
        Flux<Integer> expired = untilEmpty("expired", store.removeExpired());
        Flux<Integer> old =
                Flux.fromIterable(settings.get().retention())
                        .concatMap(rule -> untilEmpty("retention", store.removeOlder(rule)));
        return Flux.concat(expired, old).reduce(0L, Long::sum);
    }

    private Flux<Integer> untilEmpty(String why, Mono<List<RemovedEvent>> some) {
        return some.repeat()
                .takeUntil(List::isEmpty)
                .filter(events -> !events.isEmpty())
                .map(events -> gone(why, events));
    }

    private int gone(String why, List<RemovedEvent> events) {
        bus.removed(events);
        metrics.removed(why, events.size());
        return events.size();
    }

    private static Mono<Long> later(Throwable error) {
        log.atWarn()
                .addKeyValue("error", error.toString())
                .log("A sweep failed; the next one will go on");
        return Mono.empty();
    }
}
