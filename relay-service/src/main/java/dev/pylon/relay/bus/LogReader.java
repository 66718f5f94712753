package dev.pylon.relay.bus;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.relay.storage.LocalEventBus;
import dev.pylon.relay.storage.LogEntry;
import dev.pylon.relay.storage.StoredEvent;
import dev.pylon.relay.storage.VerifiedEvent;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Reads what other replicas left in the database, from where it stopped before, and passes it on.
 * Looks are made one after the other.
 */
final class LogReader {
    /** Well below the minutes for which passing things are kept. */
    private static final Duration ABSENCE = Duration.ofMinutes(4);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final long me;
    private final Told told;
    private final UnderWay underWay;
    private final LocalEventBus bus;
    private final BusMetrics metrics;
    private final Scheduler thread;
    private final Sinks.Many<Long> rules = Sinks.many().replay().latest();
    private @Nullable String snapshot;
    private long version;
    private volatile long complete = System.nanoTime();

    /**
     * @param thread that tells
     */
    LogReader(
            long me,
            Told told,
            UnderWay underWay,
            LocalEventBus bus,
            BusMetrics metrics,
            Scheduler thread) {
        this.thread = thread;
        this.me = me;
        this.told = told;
        this.underWay = underWay;
        this.bus = bus;
        this.metrics = metrics;
        metrics.lag(() -> Duration.ofNanos(System.nanoTime() - complete));
    }

    /** The version of bans and settings, the latest first and then whenever it changes. */
    Flux<Long> rules() {
        return rules.asFlux();
    }

    /**
     * Passes on all that was committed before this was asked: events first, so that what their
     * commits removed is known when this completes.
     */
    Mono<Void> look(PostgresqlConnection connection) {
        return Mono.defer(() -> {
            long begin = System.nanoTime();
            if (begin - complete > ABSENCE.toNanos()) {
                bus.lost();
            }
            return events(connection)
                    .then(passing(connection))
                    .then(Mono.fromRunnable(() -> complete = begin));
        });
    }

    private Mono<Void> passing(PostgresqlConnection connection) {
        String since = snapshot;
        return since == null
                ? LogQueries.snapshot(connection).doOnNext(first -> snapshot = first).then()
                : LogQueries.passing(connection, since, me)
                        .timeout(TIMEOUT)
                        .publishOn(thread)
                        .doOnNext(this::pass)
                        .last()
                        .doOnNext(this::passed)
                        .then();
    }

    private void passed(LogQueries.Passed last) {
        snapshot = last.snapshot();
        if (last.rules() != version) {
            version = last.rules();
            rules.tryEmitNext(version);
        }
    }

    private void pass(LogQueries.Passed passed) {
        byte[] body = passed.body();
        if (body != null) {
            bus.tellPassing(new VerifiedEvent(Event.fromJson(body), body));
            metrics.told();
        }
        if (!passed.removed().isEmpty()) {
            bus.removed(passed.removed());
        }
        LogEntry.Forgotten forgotten = passed.forgotten();
        if (forgotten != null) {
            bus.forgotten(forgotten);
        }
    }

    /** Reads until nothing is left. */
    private Mono<Void> events(PostgresqlConnection connection) {
        return Mono.defer(() -> {
            Told.Unread unread = told.unread();
            AtomicReference<Optional<Mono<Void>>> obstacle =
                    new AtomicReference<>(Optional.empty());
            return LogQueries.events(connection, unread)
                    .timeout(TIMEOUT)
                    .publishOn(thread)
                    .takeWhile(stored -> isFree(stored.id(), obstacle))
                    .doOnNext(this::tell)
                    .count()
                    .flatMap(read -> goOn(connection, unread, read, obstacle.get()));
        });
    }

    private Mono<Void> goOn(
            PostgresqlConnection connection,
            Told.Unread unread,
            long read,
            Optional<Mono<Void>> obstacle) {
        if (obstacle.isPresent()) {
            return obstacle.get().then(events(connection));
        }
        if (read == LogQueries.MOST) {
            return events(connection);
        }
        told.completed(unread);
        return Mono.empty();
    }

    private boolean isFree(EventId id, AtomicReference<Optional<Mono<Void>>> obstacle) {
        obstacle.set(underWay.endOf(id));
        return obstacle.get().isEmpty();
    }

    private void tell(StoredEvent stored) {
        if (told.read(stored.position().value())) {
            bus.tellRead(
                    new LogEntry.Added(
                            stored.position(),
                            new VerifiedEvent(Event.fromJson(stored.body()), stored.body())));
            metrics.told();
        }
    }
}
