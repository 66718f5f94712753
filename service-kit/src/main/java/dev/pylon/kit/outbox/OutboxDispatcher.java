package dev.pylon.kit.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Delivers the outbox: at once after a commit in this process, and by looking every second for what
 * a crash or another replica has left. Replicas share it, for an entry is claimed with a lease and
 * ended with the claim's fence.
 */
public final class OutboxDispatcher implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxDispatcher.class);
    private static final Duration LEASE = Outbox.LEASE;
    private static final Duration LIMIT = Duration.ofSeconds(75);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(1);
    private static final int BATCH = 32;
    private static final int CONCURRENCY = 16;

    private final DatabaseClient database;
    private final Outbox outbox;
    private final Map<String, OutboxHandler> handlers;
    private final MeterRegistry meters;
    private final Semaphore room = new Semaphore(CONCURRENCY * BATCH);
    private volatile Disposable running = Disposables.disposed();

    public OutboxDispatcher(
            DatabaseClient database,
            Outbox outbox,
            List<OutboxHandler> handlers,
            MeterRegistry meters) {
        this.database = database;
        this.outbox = outbox;
        this.handlers =
                handlers.stream()
                        .collect(Collectors.toMap(OutboxHandler::topic, Function.identity()));
        this.meters = meters;
    }

    @Override
    public void start() {
        if (handlers.isEmpty()) {
            return;
        }
        outbox.deliverHere(new OwnEntries());
        running =
                Flux.merge(
                                outbox.bell().asFlux(),
                                Flux.interval(Duration.ZERO, POLL).onBackpressureDrop())
                        .onBackpressureLatest()
                        .concatMap(
                                ring ->
                                        claim().onErrorResume(failure -> {
                                            LOG.atWarn()
                                                    .addKeyValue("error", failure.toString())
                                                    .log("outbox can't be read");
                                            return Flux.empty();
                                        }),
                                1)
                        .flatMap(
                                entry -> deliver(entry).doFinally(end -> outbox.ring()),
                                CONCURRENCY * BATCH)
                        .subscribe(
                                done -> {},
                                failure ->
                                        LOG.atError().setCause(failure).log("outbox has stopped"));
    }

    @Override
    public void stop() {
        outbox.deliverHere(null);
        running.dispose();
    }

    @Override
    public boolean isRunning() {
        return !running.isDisposed();
    }

    /** What this process has written itself. A stop in mid-delivery leaves it to its lease. */
    private final class OwnEntries implements Outbox.Taker {
        @Override
        public boolean delivers(String topic) {
            return handlers.containsKey(topic);
        }

        @Override
        public boolean take(OutboxEntry claimed) {
            if (!isRunning() || !room.tryAcquire()) {
                return false;
            }
            deliver(claimed).doFinally(end -> room.release()).subscribe();
            return true;
        }
    }

    private Flux<OutboxEntry> claim() {
        return database.sql(
                        """
                        update kit_outbox o
                        set attempts = attempts + 1, fence = fence + 1,
                            lease_until = now() + make_interval(secs => :lease)
                        where id in (
                            select id from kit_outbox d
                            where not dead and topic = any(:topics) and next_at <= now()
                              and (lease_until is null or lease_until < now())
                              and not exists (select 1 from kit_outbox p
                                              where p.topic = d.topic and p.key = d.key and p.id < d.id and not p.dead)
                            order by next_at, id limit :batch
                            for update skip locked)
                        returning id, topic, key, payload, attempts, fence, created_at
                        """)
                .bind("lease", LEASE.toSeconds())
                .bind("topics", handlers.keySet().toArray(String[]::new))
                .bind("batch", BATCH)
                .map(OutboxDispatcher::entry)
                .all()
                .collectList()
                .doOnNext(claimed -> {
                    if (claimed.size() == BATCH) {
                        outbox.ring();
                    }
                })
                .flatMapIterable(claimed -> claimed);
    }

    private Mono<Void> deliver(OutboxEntry entry) {
        OutboxHandler handler = handlers.get(entry.topic());
        if (handler == null) {
            return Mono.empty();
        }
        return Mono.using(
                        () -> keepLease(entry),
                        lease -> Mono.defer(() -> handler.handle(entry)).timeout(LIMIT),
                        Disposable::dispose)
                .defaultIfEmpty(Delivery.done())
                .onErrorResume(failure ->
                        Mono.just(Delivery.retry(backoff(entry.attempts()), failure.toString())))
                .flatMap(delivery -> end(entry, delivery))
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("topic", entry.topic())
                            .addKeyValue("error", failure.toString())
                            .log("an outbox entry's end can't be stored; it will come again");
                    return Mono.empty();
                });
    }

    private Disposable keepLease(OutboxEntry entry) {
        return Flux.interval(LEASE.dividedBy(3))
                .onBackpressureDrop()
                .concatMap(tick ->
                        database.sql(
                                        """
                                        update kit_outbox set lease_until = now() + make_interval(secs => :lease)
                                        where id = :id and fence = :fence
                                        """)
                                .bind("lease", LEASE.toSeconds())
                                .bind("id", entry.id())
                                .bind("fence", entry.fence())
                                .then()
                                .onErrorComplete())
                .subscribe();
    }

    private Mono<Void> end(OutboxEntry entry, Delivery delivery) {
        meters.counter(
                        "outbox.deliveries",
                        "topic",
                        entry.topic(),
                        "outcome",
                        delivery.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT))
                .increment();
        return switch (delivery) {
            case Delivery.Done done ->
                    database.sql("delete from kit_outbox where id = :id and fence = :fence")
                            .bind("id", entry.id())
                            .bind("fence", entry.fence())
                            .then()
                            .then(Mono.fromRunnable(() -> outbox.ended(entry)));
            case Delivery.Retry retry ->
                    database.sql(
                                    """
                                    update kit_outbox set lease_until = null, last_error = :why,
                                        next_at = now() + make_interval(secs => :after)
                                    where id = :id and fence = :fence
                                    """)
                            .bind("why", retry.why())
                            .bind("after", retry.after().toMillis() / 1000.0)
                            .bind("id", entry.id())
                            .bind("fence", entry.fence())
                            .then();
            case Delivery.Dead dead -> {
                LOG.atError()
                        .addKeyValue("topic", entry.topic())
                        .addKeyValue("key", entry.key())
                        .addKeyValue("why", dead.why())
                        .log("an outbox entry can't be delivered");
                yield database.sql(
                                """
                                update kit_outbox set dead = true, lease_until = null, last_error = :why
                                where id = :id and fence = :fence
                                """)
                        .bind("why", dead.why())
                        .bind("id", entry.id())
                        .bind("fence", entry.fence())
                        .then()
                        .then(Mono.fromRunnable(() -> outbox.ended(entry)));
            }
        };
    }

    /** 0.2 s, 0.4 s … a minute. */
    static Duration backoff(int attempts) {
        long millis = 100L << Math.min(attempts, 10);
        return Duration.ofMillis(Math.min(millis, MAX_BACKOFF.toMillis()));
    }

    private static OutboxEntry entry(Readable row) {
        return new OutboxEntry(
                Objects.requireNonNull(row.get("id", Long.class)),
                Objects.requireNonNull(row.get("topic", String.class)),
                Objects.requireNonNull(row.get("key", String.class)),
                Objects.requireNonNull(row.get("payload", String.class)),
                Objects.requireNonNull(row.get("attempts", Integer.class)),
                Objects.requireNonNull(row.get("fence", Long.class)),
                Objects.requireNonNull(row.get("created_at", Instant.class)));
    }
}
