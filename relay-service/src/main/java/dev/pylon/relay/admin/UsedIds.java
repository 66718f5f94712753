package dev.pylon.relay.admin;

import dev.pylon.nostr.event.EventId;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Events that have allowed a request and may not allow another, at any replica, for as long as they
 * would.
 */
final class UsedIds {
    private static final String USE =
            """
            WITH past AS (
                DELETE FROM used_authorization WHERE used_at < now() - make_interval(secs => :kept))
            INSERT INTO used_authorization (id, used_at) VALUES (:id, now()) ON CONFLICT DO NOTHING
            """;

    private final DatabaseClient database;
    private final Duration kept;

    UsedIds(DatabaseClient database, Duration kept) {
        this.database = database;
        this.kept = kept;
    }

    /** Emits false if it was used before. */
    Mono<Boolean> use(EventId id) {
        return database.sql(USE)
                .bind("kept", (double) kept.toSeconds())
                .bind("id", id.toBytes())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }
}
