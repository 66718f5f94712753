package dev.pylon.kit.outbox;

import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Takes down, in the caller's transaction, what must happen after it; delivery starts with the
 * commit.
 */
public final class Outbox {
    private final DatabaseClient database;
    private final Sinks.Many<Boolean> bell = Sinks.many().multicast().directBestEffort();

    public Outbox(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Writes an entry in the current transaction and rings once that has committed.
     *
     * @param key entries of the same topic and key are delivered in order
     */
    public Mono<Void> add(String topic, String key, String payload) {
        return database.sql(
                        "insert into kit_outbox (topic, key, payload) values (:topic, :key, :payload)")
                .bind("topic", topic)
                .bind("key", key)
                .bind("payload", payload)
                .then()
                .then(ringAfterCommit());
    }

    /** For those who write entries with SQL of their own. Part of the transaction's pipeline. */
    public Mono<Void> ringAfterCommit() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .doOnNext(transaction ->
                        transaction.registerSynchronization(
                                new TransactionSynchronization() {
                                    @Override
                                    public Mono<Void> afterCommit() {
                                        return Mono.fromRunnable(Outbox.this::ring);
                                    }
                                }))
                .then()
                .onErrorResume(
                        NoTransactionException.class, alone -> Mono.fromRunnable(this::ring));
    }

    void ring() {
        bell.tryEmitNext(true);
    }

    Sinks.Many<Boolean> bell() {
        return bell;
    }
}
