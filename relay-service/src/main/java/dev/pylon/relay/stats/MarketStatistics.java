package dev.pylon.relay.stats;

import dev.pylon.api.relay.EventCounts;
import dev.pylon.api.relay.HandlerCounts;
import dev.pylon.api.relay.JobCounts;
import dev.pylon.api.relay.KindCount;
import dev.pylon.api.relay.RelayStats;
import dev.pylon.nostr.event.Kinds;
import io.r2dbc.spi.Readable;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Counts events, jobs and handlers. Jobs are told apart by the events that are linked to them, not
 * by differences of totals. However many ask, the database is {@linkplain Sparing spared}.
 */
public final class MarketStatistics {
    private static final long DAY = 86_400;

    private static final String EVENTS =
            """
            SELECT kind, count(*) AS n, count(*) FILTER (WHERE created_at >= :dayAgo) AS recent
              FROM event WHERE expires_at IS NULL OR expires_at > :now
             GROUP BY kind ORDER BY n DESC, kind
            """;

    /** Of a targeted request, only what the providers wanted say counts. */
    static final String WANTED =
            "(q.targets IS NULL OR position(encode(e.pubkey, 'hex') IN q.targets) > 0)";

    /** Requests, as {@code q}. */
    static final String REQUEST = "q.shelf = 1 AND q.kind <> 7000";

    /** What answers {@code q}, as {@code e}. */
    static final String RESULTS =
            "FROM event e WHERE e.request = q.id AND e.shelf = 2 AND e.kind = q.kind + 1000 AND "
                    + WANTED;

    /** Whether each of those who spoke of {@code q} refused it at last; null if nobody did. */
    static final String REFUSED =
            """
            (SELECT bool_and(latest.refusal) FROM (
                SELECT DISTINCT ON (e.pubkey) e.refusal FROM event e
                 WHERE e.request = q.id AND e.shelf = 1 AND e.kind = 7000 AND %s
                 ORDER BY e.pubkey, e.created_at DESC, e.position DESC) latest)
            """
                    .formatted(WANTED);

    private static final String PENDING =
            """
            SELECT count(*) AS n FROM event q
             WHERE %s AND (q.expires_at IS NULL OR q.expires_at > :now)
               AND NOT EXISTS (SELECT 1 %s)
               AND NOT coalesce(%s, false)
            """
                    .formatted(REQUEST, RESULTS, REFUSED);
    private static final String COMPLETED =
            """
            SELECT count(DISTINCT e.request) AS n
              FROM event e LEFT JOIN event q ON q.id = e.request AND %s
             WHERE e.shelf = 2 AND e.request IS NOT NULL AND e.created_at >= :dayAgo
               AND (q.position IS NULL OR (e.kind = q.kind + 1000 AND %s))
            """
                    .formatted(REQUEST, WANTED);
    private static final String HANDLERS =
            "SELECT kind, count(*) AS n FROM handler_kind GROUP BY kind ORDER BY n DESC, kind";

    private final DatabaseClient database;
    private final InstantSource clock;
    private final Mono<RelayStats> current;

    private record KindRow(int kind, long count, long recent) {}

    public MarketStatistics(DatabaseClient database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        current = Sparing.of(Mono.defer(this::count));
    }

    /** Not older than a second, or ten times as long as it takes to find. */
    public Mono<RelayStats> current() {
        return current;
    }

    private Mono<RelayStats> count() {
        long now = clock.instant().getEpochSecond();
        Mono<List<KindRow>> events =
                database.sql(EVENTS)
                        .bind("now", now)
                        .bind("dayAgo", now - DAY)
                        .map(row ->
                                new KindRow(
                                        (int) number(row, "kind"),
                                        number(row, "n"),
                                        number(row, "recent")))
                        .all()
                        .collectList();
        Mono<Long> pending =
                database.sql(PENDING).bind("now", now).map(row -> number(row, "n")).one();
        Mono<Long> completed =
                database.sql(COMPLETED)
                        .bind("dayAgo", now - DAY)
                        .map(row -> number(row, "n"))
                        .one();
        Mono<List<KindCount>> handlers =
                database.sql(HANDLERS)
                        .map(row -> new KindCount((int) number(row, "kind"), number(row, "n")))
                        .all()
                        .collectList();
        return Mono.zip(events, pending, completed, handlers)
                .map(all -> stats(all.getT1(), all.getT2(), all.getT3(), all.getT4(), now));
    }

    private static RelayStats stats(
            List<KindRow> rows, long pending, long completed, List<KindCount> handlers, long now) {
        List<KindCount> byKind =
                rows.stream().map(row -> new KindCount(row.kind, row.count)).toList();
        return new RelayStats(
                new EventCounts(
                        rows.stream().mapToLong(KindRow::count).sum(),
                        rows.stream().mapToLong(KindRow::recent).sum(),
                        byKind),
                new JobCounts(
                        pending,
                        completed,
                        byKind.stream().filter(k -> Kinds.isJobRequest(k.kind())).toList()),
                new HandlerCounts(
                        rows.stream()
                                .filter(row -> row.kind == Kinds.HANDLER_INFORMATION)
                                .mapToLong(KindRow::count)
                                .sum(),
                        handlers),
                now);
    }

    private static long number(Readable row, String column) {
        @Nullable Number value = row.get(column, Number.class);
        return value == null ? 0 : value.longValue();
    }
}
