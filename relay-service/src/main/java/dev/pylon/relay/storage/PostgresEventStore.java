package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.sync.SyncSet;
import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.policy.ConnectionSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringJoiner;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Events in PostgreSQL. Whoever appends holds one advisory lock, across replicas, until the commit:
 * so positions are in the order of commits, and replacements and deletions never race.
 */
public final class PostgresEventStore implements EventStore {
    private static final int SWEEP = 1000;

    /** Ordered, so that it is read from its index however little of the table it is. */
    private static final String EXPIRED =
            """
            DELETE FROM event e
             USING (SELECT position, created_at, shelf FROM event WHERE expires_at <= :now
                     ORDER BY expires_at LIMIT :most) g
             WHERE e.position = g.position AND e.created_at = g.created_at AND e.shelf = g.shelf
            RETURNING e.position, e.id
            """;

    private static final String OLDER =
            """
            DELETE FROM event WHERE shelf = :shelf AND created_at < :before
               AND position = ANY (ARRAY(
                SELECT position FROM event
                 WHERE shelf = :shelf AND kind BETWEEN :first AND :last AND created_at < :before
                 ORDER BY kind, created_at LIMIT :most))
            RETURNING position, id
            """;

    private final DatabaseClient database;
    private final DatabaseClient asking;
    private final TransactionalOperator transaction;
    private final InstantSource clock;
    private final EventIndex index;
    private final AppendCall appends;
    private final VanishCall vanishing;
    private final QueryPages pages;
    private final SearchQuery search;
    private final ExportPages exports;
    private final Budget queries;
    private final Duration queryTimeout;

    public PostgresEventStore(
            DatabaseClient database,
            QueryConnections asking,
            TransactionalOperator transaction,
            ConnectionSettings settings,
            Set<Integer> searchable,
            EventIndex index,
            InstantSource clock) {
        this.index = index;
        this.database = database;
        this.asking = asking.client();
        this.transaction = transaction;
        this.clock = clock;
        appends = new AppendCall(database, searchable);
        vanishing = new VanishCall(database);
        queries = new Budget(settings.queries());
        queryTimeout = settings.queryTimeout();
        pages = new QueryPages(this.asking, index, queries, queryTimeout, clock);
        exports = new ExportPages(database, clock);
        search = new SearchQuery(database, queries, queryTimeout, clock);
    }

    @Override
    public Mono<Appended> append(List<VerifiedEvent> group) {
        List<List<VerifiedEvent>> runs = Runs.of(group);
        return runs.size() == 1 && !VanishCall.isFor(runs.getFirst())
                ? appends.of(runs.getFirst())
                : Flux.fromIterable(runs)
                        .concatMap(this::appendOne)
                        .collectList()
                        .map(PostgresEventStore::together)
                        .as(transaction::transactional);
    }

    private Flux<Appended> appendOne(List<VerifiedEvent> run) {
        return VanishCall.isFor(run)
                ? vanishing.of(run.getFirst()).concatWith(appends.of(run))
                : appends.of(run).flux();
    }

    private static Appended together(List<Appended> runs) {
        List<StoreOutcome> outcomes = new ArrayList<>();
        List<RemovedEvent> removed = new ArrayList<>();
        for (Appended run : runs) {
            outcomes.addAll(run.outcomes());
            removed.addAll(run.removed());
        }
        return new Appended(outcomes, removed);
    }

    @Override
    public Flux<StoredEvent> query(Filter filter, QueryBound bound) {
        return FilterSql.words(filter).isEmpty()
                ? pages.of(filter, bound)
                : search.of(filter, bound);
    }

    @Override
    public Mono<Long> count(List<Filter> filters, LogPosition asOf, Audience audience, long most) {
        List<Filter> possible =
                filters.stream().filter(filter -> !filter.matchesNothing()).toList();
        if (possible.isEmpty()) {
            return Mono.just(0L);
        }
        if (possible.stream().anyMatch(filter -> !FilterSql.words(filter).isEmpty())) {
            return countIn(database, possible, audience, most);
        }
        OptionalLong known = index.count(possible, asOf, audience, most);
        return known.isPresent()
                ? Mono.just(known.getAsLong())
                : countIn(asking, possible, audience, most);
    }

    private Mono<Long> countIn(
            DatabaseClient connections, List<Filter> possible, Audience audience, long most) {
        StringJoiner union =
                new StringJoiner(" UNION ", "SELECT count(*) AS n FROM (", " LIMIT :most) m");
        List<FilterSql> parts = new ArrayList<>();
        for (int i = 0; i < possible.size(); i++) {
            FilterSql part =
                    new FilterSql(
                            possible.get(i), "x" + i, clock.instant().getEpochSecond(), audience);
            parts.add(part);
            union.add("SELECT e.position FROM " + part.from() + " WHERE " + part.where());
        }
        DatabaseClient.GenericExecuteSpec query =
                connections.sql(union.toString()).bind("most", most);
        for (FilterSql part : parts) {
            query = query.bindValues(part.parameters());
        }
        return queries.during(
                1, query.map(row -> Rows.number(row, "n")).one().timeout(queryTimeout));
    }

    @Override
    public Mono<List<SyncSet.Item>> items(Filter filter, Audience audience, int most) {
        if (filter.matchesNothing()) {
            return Mono.just(List.of());
        }
        FilterSql sql = new FilterSql(filter, "", clock.instant().getEpochSecond(), audience);
        String text =
                "SELECT e.created_at, e.id FROM %s WHERE %s ORDER BY e.created_at DESC, e.id LIMIT :most"
                        .formatted(sql.from(), sql.where());
        return queries.during(
                1,
                database.sql(text)
                        .bindValues(sql.parameters())
                        .bind("most", most)
                        .map(row -> new SyncSet.Item(Rows.number(row, "created_at"), Rows.id(row)))
                        .all()
                        .collectList()
                        .timeout(queryTimeout));
    }

    @Override
    public Flux<List<StoredEvent>> export(Filter filter, ExportCursor after) {
        return exports.of(filter, after);
    }

    @Override
    public Mono<Long> timeOf(int event, long before) {
        return database.sql(
                        "SELECT created_at FROM event WHERE created_at < :before"
                                + " ORDER BY created_at DESC OFFSET :event LIMIT 1")
                .bind("before", before)
                .bind("event", event - 1)
                .map(row -> Rows.number(row, "created_at"))
                .one();
    }

    @Override
    public Flux<LogEntry.Added> between(long from, long before) {
        return database.sql(
                        "SELECT position, convert_from(body, 'UTF8') AS json FROM event"
                                + " WHERE created_at >= :from AND created_at < :before")
                .bind("from", from)
                .bind("before", before)
                .map(row ->
                        Map.entry(
                                new LogPosition(Rows.number(row, "position")),
                                Rows.text(row, "json").getBytes(StandardCharsets.UTF_8)))
                .all()
                .publishOn(Schedulers.parallel())
                .map(row ->
                        new LogEntry.Added(
                                row.getKey(),
                                new VerifiedEvent(Event.fromJson(row.getValue()), row.getValue())));
    }

    @Override
    public Mono<LogPosition> head() {
        return database.sql("SELECT coalesce(max(position), 0) AS head FROM event")
                .map(row -> new LogPosition(Rows.number(row, "head")))
                .one();
    }

    @Override
    public Flux<LogEntry.Added> after(LogPosition position) {
        return database.sql(
                        "SELECT position, id, created_at, body FROM event"
                                + " WHERE position > :position ORDER BY position")
                .bind("position", position.value())
                .map(Rows::stored)
                .all()
                .map(stored ->
                        new LogEntry.Added(
                                stored.position(),
                                new VerifiedEvent(Event.fromJson(stored.body()), stored.body())));
    }

    @Override
    public Mono<List<RemovedEvent>> removeExpired() {
        return database.sql(EXPIRED)
                .bind("now", clock.instant().getEpochSecond())
                .bind("most", SWEEP)
                .map(Rows::removed)
                .all()
                .collectList();
    }

    @Override
    public Mono<List<RemovedEvent>> removeOlder(int first, int last, Instant before) {
        return database.sql(OLDER)
                .bind("shelf", Shelf.of(first).number())
                .bind("first", first)
                .bind("last", last)
                .bind("before", before.getEpochSecond())
                .bind("most", SWEEP)
                .map(Rows::removed)
                .all()
                .collectList();
    }
}
