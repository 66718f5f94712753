package dev.pylon.relay.recent;

import dev.pylon.relay.storage.EventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Fills the memory of recent events from the store, from the newest on, once at the start and again
 * whenever it may have missed something.
 */
public final class Loader {
    private static final Logger log = LoggerFactory.getLogger(Loader.class);

    /** Events after which the floor is lowered, and the rest of a second. */
    private static final int STEP = 1000;

    /** Events taken up at once, while which nothing is answered. */
    private static final int TOGETHER = 100;

    /** Before loading again: a commit whose end was not seen may be under way still. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final EventStore store;
    private final RecentEvents recent;

    public Loader(EventStore store, RecentEvents recent) {
        this.store = store;
        this.recent = recent;
    }

    /** Loads whenever it has to be done, until cancelled. */
    public Flux<Void> loads() {
        return recent.loads()
                .switchMap(load ->
                        (load == 0 ? Mono.just(load) : Mono.just(load).delayElement(PAUSE))
                                .flatMap(this::load));
    }

    private Mono<Void> load(long load) {
        Instant begin = Instant.now();
        return step(load, Long.MAX_VALUE)
                .expand(before -> step(load, before))
                .then(Mono.fromRunnable(() -> loaded(begin)))
                .doOnError(error ->
                        log.atWarn()
                                .addKeyValue("error", error.toString())
                                .log("Stored events could not be read into memory; trying again"))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PAUSE))
                .then();
    }

    private void loaded(Instant begin) {
        log.atInfo()
                .addKeyValue("events", recent.size())
                .addKeyValue("megabytes", recent.bytes() >> 20)
                .addKeyValue("seconds", Duration.between(begin, Instant.now()).toSeconds())
                .log("Recent events are in memory");
    }

    /**
     * Emits from when on everything is loaded; empty when nothing is left, or no more is wanted.
     */
    private Mono<Long> step(long load, long before) {
        return store.timeOf(STEP, before)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(from -> range(load, from, before));
    }

    private Mono<Long> range(long load, Optional<Long> from, long before) {
        return store.between(from.orElse(0L), before)
                .buffer(TOGETHER)
                .map(stored -> recent.load(load, stored))
                .takeUntil(wanted -> !wanted)
                .last(true)
                .filter(wanted -> wanted)
                .doOnNext(wanted ->
                        from.ifPresentOrElse(
                                time -> recent.loadedFrom(load, time),
                                () -> recent.loadedAll(load)))
                .flatMap(wanted -> Mono.justOrEmpty(from));
    }
}
