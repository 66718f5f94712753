package dev.pylon.relay.storage;

import dev.pylon.nostr.filter.Filter;
import dev.pylon.relay.flow.Budget;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers a filter page by page, by keyset, so that a slow reader holds neither a connection nor
 * more than a page of memory. A page has at most so many bytes, or one event.
 */
final class QueryPages {
    private static final String PAGE =
            """
            SELECT position, id, created_at, body, total
              FROM (SELECT m.*, count(*) OVER () AS total,
                           sum(octet_length(m.body)) OVER (
                               ORDER BY m.created_at DESC, m.id ROWS UNBOUNDED PRECEDING)
                               - octet_length(m.body) AS before
                      FROM (%s) m) p
             WHERE before < :bytes
             ORDER BY created_at DESC, id
            """;
    private static final String UP_TO = " AND e.position <= :upTo";

    private final DatabaseClient database;
    private final EventIndex index;
    private final Budget queries;
    private final Duration timeout;
    private final InstantSource clock;

    /**
     * @param queries how many pages may be asked for at the same moment
     */
    QueryPages(
            DatabaseClient database,
            EventIndex index,
            Budget queries,
            Duration timeout,
            InstantSource clock) {
        this.database = database;
        this.index = index;
        this.queries = queries;
        this.timeout = timeout;
        this.clock = clock;
    }

    Flux<StoredEvent> of(Filter filter, QueryBound bound) {
        if (bound.limit() <= 0 || filter.matchesNothing()) {
            return Flux.empty();
        }
        return page(filter, bound, bound.limit(), null)
                .expand(page -> page.left() > 0 ? next(filter, bound, page) : Mono.empty(), 1)
                .concatMapIterable(Page::events, 1);
    }

    private Mono<Page> next(Filter filter, QueryBound bound, Page page) {
        return page(filter, bound, page.left(), page.events().getLast());
    }

    /** From memory if it has all of it, else from the database. */
    private Mono<Page> page(Filter filter, QueryBound bound, int most, @Nullable StoredEvent last) {
        return index.page(filter, bound, most, last)
                .map(Mono::just)
                .orElseGet(() -> read(filter, bound, most, last));
    }

    private Mono<Page> read(Filter filter, QueryBound bound, int most, @Nullable StoredEvent last) {
        FilterSql sql =
                new FilterSql(filter, "", clock.instant().getEpochSecond(), bound.audience(), last);
        DatabaseClient.GenericExecuteSpec query =
                database.sql(PAGE.formatted(sql.newest(UP_TO)))
                        .bindValues(sql.parameters())
                        .bind("upTo", bound.upTo().value())
                        .bind("most", most)
                        .bind("bytes", bound.pageBytes());
        return queries.during(1, query.map(QueryPages::row).all().collectList().timeout(timeout))
                .map(rows -> page(rows, most));
    }

    private static Row row(Readable row) {
        return new Row(Rows.stored(row), Rows.number(row, "total"));
    }

    private static Page page(List<Row> rows, int most) {
        boolean more = !rows.isEmpty() && rows.size() < rows.getFirst().total;
        return new Page(rows.stream().map(Row::event).toList(), more ? most - rows.size() : 0);
    }

    /**
     * @param total how many events the rest of the answer has
     */
    private record Row(StoredEvent event, long total) {}
}
