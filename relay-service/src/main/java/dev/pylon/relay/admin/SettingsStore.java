package dev.pylon.relay.admin;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Settings that were changed while the relay ran, by their names without the prefix. */
public final class SettingsStore {
    private static final String LOCK = "SELECT pg_advisory_xact_lock(7449366530)";

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    public SettingsStore(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    public Mono<Map<String, String>> load() {
        return database.sql("SELECT name, value FROM relay_setting")
                .map(row ->
                        Map.entry(
                                Objects.requireNonNull(row.get("name", String.class)),
                                Objects.requireNonNull(row.get("value", String.class))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, TreeMap::new);
    }

    /** Changes them as a whole, one replica after the other; emits what they are then. */
    Mono<Map<String, String>> change(UnaryOperator<Map<String, String>> change) {
        return database.sql(LOCK)
                .then()
                .then(load())
                .map(change)
                .flatMap(after -> replace(after).thenReturn(after))
                .as(transaction::transactional);
    }

    private Mono<Void> replace(Map<String, String> settings) {
        return database.sql("DELETE FROM relay_setting")
                .then()
                .thenMany(Flux.fromIterable(settings.entrySet()))
                .concatMap(entry ->
                        database.sql("INSERT INTO relay_setting (name, value) VALUES (:n, :v)")
                                .bind("n", entry.getKey())
                                .bind("v", entry.getValue())
                                .then())
                .then();
    }
}
