package dev.pylon.relay.storage;

import dev.pylon.nostr.filter.Filter;
import java.time.InstantSource;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All that matches, oldest first, a page at a time as it is asked for. */
final class ExportPages {
    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGE_EVENTS = 1000;
    private static final String PAGE =
            """
            SELECT position, id, created_at, body
              FROM (SELECT m.*, sum(octet_length(m.body)) OVER (
                               ORDER BY m.created_at, m.id DESC ROWS UNBOUNDED PRECEDING)
                               - octet_length(m.body) AS before
                      FROM (SELECT e.position, e.id, e.created_at, e.body
                              FROM %s
                             WHERE %s AND e.created_at >= :lastTime
                               AND (e.created_at > :lastTime OR e.id < :lastId)
                             ORDER BY e.created_at, e.id DESC LIMIT :most) m) p
             WHERE before < :bytes
             ORDER BY created_at, id DESC
            """;

    private final DatabaseClient database;
    private final InstantSource clock;

    ExportPages(DatabaseClient database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    Flux<List<StoredEvent>> of(Filter filter, ExportCursor after) {
        if (filter.matchesNothing()) {
            return Flux.empty();
        }
        return page(filter, after)
                .expand(page -> page.isEmpty() ? Mono.empty() : page(filter, endOf(page)), 1)
                .filter(page -> !page.isEmpty());
    }

    private static ExportCursor endOf(List<StoredEvent> page) {
        return new ExportCursor(page.getLast().createdAt(), page.getLast().id());
    }

    private Mono<List<StoredEvent>> page(Filter filter, ExportCursor after) {
        FilterSql sql =
                new FilterSql(filter, "", clock.instant().getEpochSecond(), Audience.UNRESTRICTED);
        return database.sql(PAGE.formatted(sql.from(), sql.where()))
                .bindValues(sql.parameters())
                .bind("lastTime", after.createdAt())
                .bind("lastId", after.id().toBytes())
                .bind("most", PAGE_EVENTS)
                .bind("bytes", PAGE_BYTES)
                .map(Rows::stored)
                .all()
                .collectList();
    }
}
