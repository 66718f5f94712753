package dev.pylon.buyer.desk;

import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.course.Happening;
import dev.pylon.buyer.course.Reply;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.select.Experience;
import dev.pylon.buyer.select.Fading;
import dev.pylon.buyer.select.Sample;
import dev.pylon.buyer.select.TrialOutcome;
import dev.pylon.nostr.event.PublicKey;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads what our own jobs have shown of providers: of each the latest, by an index. */
public final class Evidence {
    private static final Logger LOG = LoggerFactory.getLogger(Evidence.class);

    /** Older ones have faded, or will not change much. */
    private static final int LATEST = 200;

    private final DatabaseClient database;
    private final SelectionPolicy usual;
    private final Duration halfLife;

    public Evidence(DatabaseClient database, SelectionPolicy usual, Duration halfLife) {
        this.database = database;
        this.usual = usual;
        this.halfLife = halfLife;
    }

    private record Found(PublicKey provider, Sample sample) {}

    public Fading fading(Instant now) {
        return new Fading(halfLife, now);
    }

    /** The latest samples of each, newest first; nothing of those without any. */
    public Mono<Map<PublicKey, List<Sample>>> of(Collection<PublicKey> providers) {
        if (providers.isEmpty()) {
            return Mono.just(Map.of());
        }
        return database.sql(
                        """
                        select t.* from unnest(:providers) as p (key)
                        cross join lateral (
                            select * from trial where provider = p.key order by asked_at desc limit :latest) t
                        """)
                .bind("providers", providers.stream().map(PublicKey::hex).toArray(String[]::new))
                .bind("latest", LATEST)
                .map(Evidence::found)
                .all()
                .collect(
                        Collectors.groupingBy(
                                Found::provider,
                                Collectors.mapping(Found::sample, Collectors.toList())));
    }

    /**
     * What a choice for this job needs, if there is one to be made. Without an answer the choice is
     * made as if nothing were known.
     */
    Mono<Map<PublicKey, Experience>> forChoice(Job job, List<Happening> happenings, Instant now) {
        Map<PublicKey, Quote> quotes = quotes(job, happenings);
        if (!isNeeded(job, quotes)) {
            return Mono.just(Map.of());
        }
        Fading fading = fading(now);
        return of(quotes.keySet())
                .map(samples ->
                        samples.entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                Map.Entry::getKey,
                                                entry ->
                                                        fading.experience(
                                                                entry.getValue(),
                                                                job.terms().kind(),
                                                                job.terms().model()))))
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("job", job.id().hex())
                            .addKeyValue("error", failure.toString())
                            .log("evidence could not be read, a provider is chosen without");
                    return Mono.just(Map.of());
                });
    }

    private static Map<PublicKey, Quote> quotes(Job job, List<Happening> happenings) {
        Map<PublicKey, Quote> quotes = new LinkedHashMap<>(job.quotes());
        for (Happening happening : happenings) {
            if (happening instanceof Happening.Replied replied
                    && replied.reply() instanceof Reply.Priced priced) {
                quotes.put(priced.provider(), priced.quote());
            }
        }
        return quotes;
    }

    /** Only the price counts where no two are the same and the cheapest is wanted. */
    private boolean isNeeded(Job job, Map<PublicKey, Quote> quotes) {
        if (quotes.size() < 2
                || job.selected() != null && job.money().isCommitted() && !job.money().isMoving()) {
            return false;
        }
        SelectionPolicy wanted = job.terms().preference().policy();
        return switch (wanted == null ? usual : wanted) {
            case FIRST -> false;
            case FASTEST, BALANCED -> true;
            case CHEAPEST ->
                    quotes.values().stream().map(Quote::amount).distinct().count() < quotes.size();
        };
    }

    private static Found found(Readable row) {
        String outcome = row.get("outcome", String.class);
        return new Found(
                PublicKey.fromHex(Sql.get(row, "provider", String.class)),
                new Sample(
                        Sql.get(row, "kind", Integer.class),
                        row.get("model", String.class),
                        Sql.get(row, "asked_at", Instant.class),
                        row.get("quoted_at", Instant.class),
                        row.get("paid_at", Instant.class),
                        row.get("result_at", Instant.class),
                        row.get("ended_at", Instant.class),
                        outcome == null ? null : Words.of(TrialOutcome.class, outcome),
                        row.get("why", String.class)));
    }
}
