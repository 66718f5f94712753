package dev.pylon.relay.stats;

import dev.pylon.api.relay.EventCounts;
import dev.pylon.api.relay.HandlerCounts;
import dev.pylon.api.relay.JobCounts;
import dev.pylon.api.relay.KindCount;
import dev.pylon.api.relay.RelayStats;
import dev.pylon.nostr.event.Kinds;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Counts events, jobs and handlers. Jobs are told apart by the events that are linked to them, not
 * by differences of totals. However many ask, the database is asked once a second.
 */
public final class MarketStatistics {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final long DAY = 86_400;

    private static final String EVENTS =
            """
            SELECT kind, count(*) AS n, count(*) FILTER (WHERE created_at >= :dayAgo) AS recent
              FROM event WHERE expires_at IS NULL OR expires_at > :now
             GROUP BY kind ORDER BY n DESC, kind
            """;

    /** Of a targeted request, only what the providers wanted say counts. */
    static final String WANTED =
            "(r.targets = '' OR position(encode(e.pubkey, 'hex') IN r.targets) > 0)";

    private static final String PENDING =
            """
            SELECT count(*) AS n
              FROM job_event r JOIN event q ON q.position = r.position
             WHERE r.role = 'request' AND (q.expires_at IS NULL OR q.expires_at > :now)
               AND NOT EXISTS (
                   SELECT 1 FROM job_event a JOIN event e ON e.position = a.position
                    WHERE a.request = r.request AND a.role = 'result'
                      AND e.kind = q.kind + 1000 AND %1$s)
               AND NOT coalesce((
                   SELECT bool_and(latest.role = 'refusal') FROM (
                       SELECT DISTINCT ON (e.pubkey) a.role
                         FROM job_event a JOIN event e ON e.position = a.position
                        WHERE a.request = r.request AND a.role IN ('refusal', 'feedback') AND %1$s
                        ORDER BY e.pubkey, e.created_at DESC, a.position DESC) latest), false)
            """
                    .formatted(WANTED);
    private static final String COMPLETED =
            """
            SELECT count(DISTINCT a.request) AS n
              FROM job_event a JOIN event e ON e.position = a.position
              LEFT JOIN job_event r ON r.request = a.request AND r.role = 'request'
              LEFT JOIN event q ON q.position = r.position
             WHERE a.role = 'result' AND e.created_at >= :dayAgo
               AND (r.position IS NULL OR (e.kind = q.kind + 1000 AND %s))
            """
                    .formatted(WANTED);
    private static final String HANDLERS =
            "SELECT kind, count(*) AS n FROM handler_kind GROUP BY kind ORDER BY n DESC, kind";

    private final DatabaseClient database;
    private final InstantSource clock;
    private final Mono<RelayStats> current;

    private record KindRow(int kind, long count, long recent) {}

    public MarketStatistics(DatabaseClient database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        current =
                Mono.defer(this::count)
                        .cache(stats -> FRESH, error -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** Not older than a second. */
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
