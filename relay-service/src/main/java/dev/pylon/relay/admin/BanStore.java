package dev.pylon.relay.admin;

import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.relay.policy.Bans;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.RemovedEvent;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Bans in the database. What is banned is removed in the same transaction, under the lock of those
 * who append, so that nothing of it can be stored meanwhile or later.
 */
public final class BanStore {
    private static final String LOCK = "SELECT pg_advisory_xact_lock(7449366529)";

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    public BanStore(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    public Mono<Bans> load() {
        return Mono.zip(
                        entries("banned_key", "pubkey", byte[].class, PublicKey::of),
                        entries("allowed_key", "pubkey", byte[].class, PublicKey::of),
                        entries("banned_event", "id", byte[].class, EventId::of),
                        entries("blocked_address", "address", String.class, text -> text))
                .map(all -> new Bans(all.getT1(), all.getT2(), all.getT3(), all.getT4()));
    }

    Mono<List<RemovedEvent>> ban(PublicKey key, String reason) {
        return ban("banned_key", "pubkey", "pubkey", key.toBytes(), reason);
    }

    Mono<List<RemovedEvent>> ban(EventId id, String reason) {
        return ban("banned_event", "id", "id", id.toBytes(), reason);
    }

    Mono<Void> unban(PublicKey key) {
        return remove("banned_key", "pubkey", key.toBytes());
    }

    Mono<Void> unban(EventId id) {
        return remove("banned_event", "id", id.toBytes());
    }

    Mono<Void> allow(PublicKey key, String reason) {
        return put("allowed_key", "pubkey", key.toBytes(), reason);
    }

    Mono<Void> unallow(PublicKey key) {
        return remove("allowed_key", "pubkey", key.toBytes());
    }

    Mono<Void> block(String address, String reason) {
        return put("blocked_address", "address", address, reason);
    }

    Mono<Void> unblock(String address) {
        return remove("blocked_address", "address", address);
    }

    private Mono<List<RemovedEvent>> ban(
            String table, String column, String eventColumn, byte[] what, String reason) {
        Mono<List<RemovedEvent>> removal =
                database.sql(
                                "DELETE FROM event WHERE "
                                        + eventColumn
                                        + " = :what RETURNING position, id")
                        .bind("what", what)
                        .map(BanStore::removed)
                        .all()
                        .collectList();
        return database.sql(LOCK)
                .then()
                .then(put(table, column, what, reason))
                .then(removal)
                .as(transaction::transactional);
    }

    private static RemovedEvent removed(Readable row) {
        return new RemovedEvent(
                new LogPosition(Objects.requireNonNull(row.get("position", Long.class))),
                EventId.of(Objects.requireNonNull(row.get("id", byte[].class))));
    }

    private Mono<Void> put(String table, String column, Object what, String reason) {
        return database.sql(
                        "INSERT INTO %s (%s, reason) VALUES (:what, :reason) ON CONFLICT (%s) DO UPDATE SET reason = excluded.reason"
                                .formatted(table, column, column))
                .bind("what", what)
                .bind("reason", reason)
                .then();
    }

    private Mono<Void> remove(String table, String column, Object what) {
        return database.sql("DELETE FROM %s WHERE %s = :what".formatted(table, column))
                .bind("what", what)
                .then();
    }

    private <D, T> Mono<Map<T, String>> entries(
            String table, String column, Class<D> type, Function<D, T> value) {
        return database.sql("SELECT %s AS what, reason FROM %s".formatted(column, table))
                .map(row ->
                        Map.entry(
                                value.apply(Objects.requireNonNull(row.get("what", type))),
                                Objects.requireNonNull(row.get("reason", String.class))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }
}
