package dev.pylon.relay.storage;

import dev.pylon.nostr.filter.Filter;
import dev.pylon.relay.flow.Budget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers a filter with a search (NIP-50): the best first, which is what says little else, and of
 * equal ones the newest. What matches is ranked among the latest ten thousand only, so that a
 * common word costs no more. Events are read few at a time.
 */
final class SearchQuery {
    private static final int AT_ONCE = 20;
    private static final String RANKING =
            """
            SELECT m.position FROM (
                SELECT e.position, e.created_at, e.id, s.words
                  FROM %s JOIN event_search s ON s.position = e.position
                 WHERE %s AND e.position <= :upTo
                 ORDER BY e.position DESC LIMIT 10000) m
             ORDER BY ts_rank(m.words, :search::tsquery, 8) DESC,
                      m.created_at DESC, m.id
             LIMIT :most
            """;
    private static final String EVENTS =
            """
            SELECT e.position, e.id, e.created_at, e.body
              FROM unnest(:positions::bigint[]) WITH ORDINALITY AS w (position, ord)
              JOIN event e ON e.position = w.position
             ORDER BY w.ord
            """;

    private final DatabaseClient database;
    private final Budget queries;
    private final Duration timeout;
    private final InstantSource clock;

    SearchQuery(DatabaseClient database, Budget queries, Duration timeout, InstantSource clock) {
        this.database = database;
        this.queries = queries;
        this.timeout = timeout;
        this.clock = clock;
    }

    Flux<StoredEvent> of(Filter filter, QueryBound bound) {
        if (bound.limit() <= 0 || filter.matchesNothing()) {
            return Flux.empty();
        }
        return ranked(filter, bound)
                .flatMapIterable(found -> found)
                .buffer(AT_ONCE)
                .concatMap(this::events, 1);
    }

    private Mono<List<Long>> ranked(Filter filter, QueryBound bound) {
        FilterSql sql =
                new FilterSql(filter, "", clock.instant().getEpochSecond(), bound.audience());
        DatabaseClient.GenericExecuteSpec query =
                database.sql(RANKING.formatted(sql.from(), sql.where()))
                        .bindValues(sql.parameters())
                        .bind("upTo", bound.upTo().value())
                        .bind("most", bound.limit());
        return queries.during(
                1,
                query.map(row -> Rows.number(row, "position"))
                        .all()
                        .collectList()
                        .timeout(timeout));
    }

    private Flux<StoredEvent> events(List<Long> positions) {
        return queries.during(
                        1,
                        database.sql(EVENTS)
                                .bind("positions", positions.toArray(Long[]::new))
                                .map(Rows::stored)
                                .all()
                                .collectList()
                                .timeout(timeout))
                .flatMapIterable(found -> found);
    }
}
