package dev.pylon.kit.outbox;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Takes down, in the caller's transaction, what must happen after it; delivery starts with the
 * commit. An entry that nothing of its key precedes is written as claimed by this process, which
 * saves claiming it afterwards, and is delivered from memory.
 */
public final class Outbox {
    /** Renewed while an entry is being delivered, so this is what a crash costs. */
    static final Duration LEASE = Duration.ofSeconds(15);

    /** What is forgotten above that is found by looking, a second later at most. */
    private static final int MAX_WAITING = 10_000;

    private final DatabaseClient database;
    private final Sinks.Many<Boolean> bell = Sinks.many().multicast().directBestEffort();
    private final Set<Line> waiting = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Taker taker;

    /** Entries that are delivered in order. */
    private record Line(String topic, String key) {}

    /** Who delivers in this process. */
    interface Taker {
        boolean delivers(String topic);

        /** False if there is no room for it now. */
        boolean take(OutboxEntry claimed);
    }

    public Outbox(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Writes an entry in the current transaction. It is delivered once that has committed.
     *
     * @param key entries of the same topic and key are delivered in order
     */
    public Mono<Void> add(String topic, String key, String payload) {
        Taker here = taker;
        boolean claims = here != null && here.delivers(topic);
        return database.sql(
                        """
                        insert into kit_outbox (topic, key, payload, attempts, fence, lease_until)
                        select :topic, :key, :payload, first, first,
                               case first when 1 then now() + make_interval(secs => :lease) end
                        from (select case when :claims and not exists (
                                          select 1 from kit_outbox p
                                          where p.topic = :topic and p.key = :key and not p.dead)
                                     then 1 else 0 end as first) claim
                        returning id, attempts, fence, created_at
                        """)
                .bind("topic", topic)
                .bind("key", key)
                .bind("payload", payload)
                .bind("lease", LEASE.toSeconds())
                .bind("claims", claims)
                .map(row -> entry(row, topic, key, payload))
                .one()
                .flatMap(entry ->
                        here != null && entry.fence() > 0
                                ? afterCommit(() -> handOver(here, entry))
                                : afterCommit(() -> ringFor(new Line(topic, key))));
    }

    private static Mono<Void> afterCommit(Runnable then) {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .doOnNext(transaction ->
                        transaction.registerSynchronization(
                                new TransactionSynchronization() {
                                    @Override
                                    public Mono<Void> afterCommit() {
                                        return Mono.fromRunnable(then);
                                    }
                                }))
                .then()
                .onErrorResume(NoTransactionException.class, alone -> Mono.fromRunnable(then));
    }

    /** Something may precede it, and then the end of that rings again. */
    private void ringFor(Line line) {
        if (waiting.size() >= MAX_WAITING) {
            waiting.clear();
        }
        waiting.add(line);
        ring();
    }

    /** Rings if something was written behind this entry, which has ended. */
    void ended(OutboxEntry entry) {
        if (waiting.remove(new Line(entry.topic(), entry.key()))) {
            ring();
        }
    }

    private void handOver(Taker here, OutboxEntry entry) {
        if (!here.take(entry)) {
            giveBack(entry).subscribe(done -> {}, failure -> {}, this::ring);
        }
    }

    /** If even this fails, its lease ends by itself. */
    private Mono<Void> giveBack(OutboxEntry entry) {
        return database.sql(
                        "update kit_outbox set lease_until = null where id = :id and fence = :fence")
                .bind("id", entry.id())
                .bind("fence", entry.fence())
                .then();
    }

    private static OutboxEntry entry(Readable row, String topic, String key, String payload) {
        return new OutboxEntry(
                Objects.requireNonNull(row.get("id", Long.class)),
                topic,
                key,
                payload,
                Objects.requireNonNull(row.get("attempts", Integer.class)),
                Objects.requireNonNull(row.get("fence", Long.class)),
                Objects.requireNonNull(row.get("created_at", Instant.class)));
    }

    void ring() {
        bell.tryEmitNext(true);
    }

    Sinks.Many<Boolean> bell() {
        return bell;
    }

    void deliverHere(@Nullable Taker delivering) {
        taker = delivering;
    }
}
