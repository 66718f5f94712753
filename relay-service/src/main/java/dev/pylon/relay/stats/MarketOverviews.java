package dev.pylon.relay.stats;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.market.ProviderAnnouncements;
import dev.pylon.relay.storage.Audience;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Reads the newest jobs, who sells, and how long results take. However many ask, the database is
 * {@linkplain Sparing spared}. Kinds that are not for everybody are left out.
 */
public final class MarketOverviews {
    private static final long DAY = 86_400;
    private static final int JOBS = 20;
    private static final int PROVIDERS = 50;

    /** Bounds on what is read, however many announce themselves and ask. */
    private static final int ANNOUNCED = 500;

    private static final int MEASURED = 500;

    private static final String JOB =
            """
            SELECT q.body, q.created_at,
                   (SELECT min(e.created_at) %s) AS answered_at,
                   %s AS refused
              FROM event q
             WHERE %s AND (q.expires_at IS NULL OR q.expires_at > :now)
            """
                    .formatted(
                            MarketStatistics.RESULTS,
                            MarketStatistics.REFUSED,
                            MarketStatistics.REQUEST);
    private static final String NEWEST =
            JOB + " AND q.kind <> ALL (:private) ORDER BY q.position DESC LIMIT " + JOBS;
    private static final String ONE = JOB + " AND q.kind <> ALL (:private) AND q.id = :id";

    private static final String SELLING =
            """
            SELECT h.body, b.created_at AS heard
              FROM (SELECT * FROM event
                     WHERE kind = 31990 AND kind <> ALL (:private)
                       AND (expires_at IS NULL OR expires_at > :now)
                     ORDER BY created_at DESC, id LIMIT %d) h
              LEFT JOIN LATERAL (SELECT created_at FROM event
                     WHERE kind = 11998 AND pubkey = h.pubkey
                       AND (expires_at IS NULL OR expires_at > :now)
                     ORDER BY created_at DESC LIMIT 1) b ON true
             ORDER BY heard DESC NULLS LAST, h.created_at DESC, h.position LIMIT %d
            """
                    .formatted(ANNOUNCED, PROVIDERS);

    private static final String MEDIAN =
            """
            SELECT percentile_cont(0.5)
                       WITHIN GROUP (ORDER BY greatest(0, answer.came - q.created_at)) AS median
              FROM (SELECT * FROM event q WHERE %s ORDER BY q.position DESC LIMIT %d) q
             CROSS JOIN LATERAL (SELECT min(e.created_at) AS came %s) answer
             WHERE q.created_at >= :dayAgo AND answer.came IS NOT NULL
            """
                    .formatted(MarketStatistics.REQUEST, MEASURED, MarketStatistics.RESULTS);

    private final DatabaseClient database;
    private final InstantSource clock;
    private final Integer[] privateKinds;
    private final Mono<MarketOverview> current;

    /**
     * @param everybody what who has not authenticated may see
     */
    public MarketOverviews(DatabaseClient database, InstantSource clock, Audience everybody) {
        this.database = database;
        this.clock = clock;
        privateKinds = everybody.privateKinds().toArray(Integer[]::new);
        current = Sparing.of(Mono.defer(this::read));
    }

    /** Not older than a second, or ten times as long as it takes to find. */
    public Mono<MarketOverview> current() {
        return current;
    }

    /** One job; empty if there is no such request here. */
    public Mono<JobSummary> job(EventId id) {
        return database.sql(ONE)
                .bind("now", now())
                .bind("private", privateKinds)
                .bind("id", id.toBytes())
                .map(row -> summary(row))
                .one();
    }

    private Mono<MarketOverview> read() {
        Mono<List<JobSummary>> jobs =
                database.sql(NEWEST)
                        .bind("now", now())
                        .bind("private", privateKinds)
                        .map(row -> summary(row))
                        .all()
                        .collectList();
        Mono<List<ProviderSummary>> providers =
                database.sql(SELLING)
                        .bind("now", now())
                        .bind("private", privateKinds)
                        .map(row -> provider(row))
                        .all()
                        .collectList();
        Mono<Optional<Duration>> median =
                database.sql(MEDIAN)
                        .bind("dayAgo", now() - DAY)
                        .map(row -> Optional.ofNullable(row.get("median", Double.class)))
                        .one()
                        .map(seconds -> seconds.map(s -> Duration.ofMillis(Math.round(s * 1_000))));
        return Mono.zip(jobs, providers, median)
                .map(all -> new MarketOverview(all.getT1(), all.getT2(), all.getT3()));
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static JobSummary summary(Readable row) {
        @Nullable Long answered = row.get("answered_at", Long.class);
        long asked = Objects.requireNonNull(row.get("created_at", Long.class));
        @Nullable Boolean refused = row.get("refused", Boolean.class);
        JobSummary.State state;
        if (answered != null) {
            state = JobSummary.State.ANSWERED;
        } else if (refused == null) {
            state = JobSummary.State.OPEN;
        } else {
            state = refused ? JobSummary.State.REFUSED : JobSummary.State.IN_PROGRESS;
        }
        return new JobSummary(
                event(row),
                state,
                Optional.ofNullable(answered)
                        .map(at -> Duration.ofSeconds(Math.max(0, at - asked))));
    }

    private static ProviderSummary provider(Readable row) {
        return new ProviderSummary(
                ProviderAnnouncements.read(event(row)),
                Optional.ofNullable(row.get("heard", Long.class)).map(Instant::ofEpochSecond));
    }

    private static Event event(Readable row) {
        return Event.fromJson(Objects.requireNonNull(row.get("body", byte[].class)));
    }
}
