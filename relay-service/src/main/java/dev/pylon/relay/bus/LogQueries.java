package dev.pylon.relay.bus;

import dev.pylon.nostr.event.EventId;
import dev.pylon.relay.storage.LogEntry;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.RemovedEvent;
import dev.pylon.relay.storage.Shelf;
import dev.pylon.relay.storage.StoredEvent;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a replica asks the database about what others did. */
final class LogQueries {
    /** Events read in one go. */
    static final int MOST = 1000;

    private static final String EVENTS =
            """
            SELECT position, id, created_at, body FROM event
             WHERE position > $1 AND NOT position <@ $2::int8multirange
             ORDER BY position LIMIT $3
            """;
    private static final String PASSING =
            """
            SELECT pg_current_snapshot()::text AS snapshot, r.version, p.body, p.removed,
                   p.removed_positions, p.forgotten_shelf, p.forgotten_before
              FROM relay_rules r LEFT JOIN relay_passing p
                ON p.transaction >= pg_snapshot_xmin($1::pg_snapshot)
               AND NOT pg_visible_in_snapshot(p.transaction, $1::pg_snapshot)
               AND p.origin IS DISTINCT FROM $2
            """;
    private static final String SNAPSHOT = "SELECT pg_current_snapshot()::text AS snapshot";
    private static final String FORGET =
            "DELETE FROM relay_passing WHERE made_at < now() - interval '5 minutes'";

    /**
     * What passed since a snapshot.
     *
     * @param snapshot to go on from
     * @param rules the version of bans and settings
     * @param body an ephemeral event's, or null
     * @param removed events that are gone
     * @param forgotten a shelf's events up to a time that are gone, or null
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Passed(
            String snapshot,
            long rules,
            byte @Nullable [] body,
            List<RemovedEvent> removed,
            LogEntry.@Nullable Forgotten forgotten) {}

    private LogQueries() {}

    static Flux<StoredEvent> events(PostgresqlConnection connection, Told.Unread unread) {
        return Flux.from(
                        connection
                                .createStatement(EVENTS)
                                .bind(0, unread.after())
                                .bind(1, unread.told())
                                .bind(2, MOST)
                                .execute())
                .concatMap(result -> result.map((row, metadata) -> stored(row)));
    }

    /** At least one, with the next snapshot. */
    static Flux<Passed> passing(PostgresqlConnection connection, String since, long me) {
        return Flux.from(connection.createStatement(PASSING).bind(0, since).bind(1, me).execute())
                .concatMap(result -> result.map((row, metadata) -> passed(row)));
    }

    static Mono<String> snapshot(PostgresqlConnection connection) {
        return Flux.from(connection.createStatement(SNAPSHOT).execute())
                .concatMap(result -> result.map((row, metadata) -> text(row, "snapshot")))
                .next();
    }

    static Mono<Void> run(PostgresqlConnection connection, String statement) {
        return Flux.from(connection.createStatement(statement).execute())
                .concatMap(result -> result.getRowsUpdated())
                .then();
    }

    static Mono<Void> forget(PostgresqlConnection connection) {
        return run(connection, FORGET);
    }

    static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    static Instant instant(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Instant.class));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private static StoredEvent stored(Readable row) {
        return new StoredEvent(
                new LogPosition(number(row, "position")),
                EventId.of(Objects.requireNonNull(row.get("id", byte[].class))),
                number(row, "created_at"),
                Objects.requireNonNull(row.get("body", byte[].class)));
    }

    private static Passed passed(Readable row) {
        return new Passed(
                text(row, "snapshot"),
                number(row, "version"),
                row.get("body", byte[].class),
                RemovedEvent.all(
                        row.get("removed", byte[].class),
                        row.get("removed_positions", Long[].class)),
                forgotten(row));
    }

    private static LogEntry.@Nullable Forgotten forgotten(Readable row) {
        Short shelf = row.get("forgotten_shelf", Short.class);
        return shelf == null
                ? null
                : new LogEntry.Forgotten(Shelf.numbered(shelf), number(row, "forgotten_before"));
    }
}
