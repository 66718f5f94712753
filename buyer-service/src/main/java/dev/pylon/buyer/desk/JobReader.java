package dev.pylon.buyer.desk;

import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.PublishOutcome;
import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.job.Attempt;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Preference;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.ProviderLists;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.RelayAnswer;
import dev.pylon.buyer.job.Terms;
import dev.pylon.buyer.job.Times;
import dev.pylon.buyer.job.Work;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.lightning.Preimage;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Msat;
import dev.pylon.relayclient.RelayUrl;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads a job as a whole. */
final class JobReader {
    private final DatabaseClient database;

    JobReader(DatabaseClient database) {
        this.database = database;
    }

    /** What belongs to a job beside its own row. */
    private record Parts(
            Map<RelayUrl, RelayAnswer> relays,
            Map<PublicKey, Quote> quotes,
            @Nullable Payment payment,
            Replies replies) {}

    /** The job's own row, with money only in a word. */
    private record Row(
            Terms terms,
            long version,
            long lastSeq,
            Work work,
            String money,
            Instant deadline,
            boolean patienceOver,
            @Nullable PublicKey selected,
            Set<PublicKey> dropped,
            Set<PublicKey> declined,
            Set<PublicKey> held,
            int attempts,
            @Nullable Instant windowClosesAt,
            boolean awaitingRefund,
            Times times,
            @Nullable JobState finishedAs) {}

    private record Payment(
            Attempt attempt,
            String state,
            @Nullable Msat fee,
            @Nullable String preimage,
            @Nullable String why) {}

    private record Replies(Set<EventId> seen, int rejected) {}

    /** Every step changes the job's version: if it is another afterwards, the parts may not fit. */
    Mono<Job> read(EventId id) {
        return database.sql("select * from job where id = :id")
                .bind("id", id.hex())
                .map(JobReader::row)
                .one()
                .flatMap(row ->
                        parts(id)
                                .zipWhen(parts -> version(id))
                                .flatMap(read ->
                                        read.getT2() == row.version()
                                                ? Mono.just(job(row, read.getT1()))
                                                : read(id)));
    }

    private Mono<Long> version(EventId id) {
        return database.sql("select version from job where id = :id")
                .bind("id", id.hex())
                .map(row -> Sql.get(row, "version", Long.class))
                .one();
    }

    private Mono<Parts> parts(EventId id) {
        return Mono.zip(relays(id), quotes(id), payment(id), replies(id))
                .map(parts ->
                        new Parts(
                                parts.getT1(),
                                parts.getT2(),
                                parts.getT3().isEmpty() ? null : parts.getT3().getFirst(),
                                parts.getT4()));
    }

    private Mono<Map<RelayUrl, RelayAnswer>> relays(EventId id) {
        return database.sql(
                        "select relay, outcome, words from relay_outcome where job_id = :id order by relay")
                .bind("id", id.hex())
                .map(row ->
                        Map.entry(
                                RelayUrl.of(Sql.get(row, "relay", String.class)),
                                new RelayAnswer(
                                        Words.of(
                                                PublishOutcome.class,
                                                Sql.get(row, "outcome", String.class)),
                                        row.get("words", String.class))))
                .all()
                .collectList()
                .map(JobReader::inOrder);
    }

    private Mono<Map<PublicKey, Quote>> quotes(EventId id) {
        return database.sql("select * from quote where job_id = :id order by at, provider")
                .bind("id", id.hex())
                .map(JobReader::quote)
                .all()
                .map(quote -> Map.entry(quote.provider(), quote))
                .collectList()
                .map(JobReader::inOrder);
    }

    static Quote quote(Readable row) {
        String hash = row.get("payment_hash", String.class);
        String problem = row.get("problem", String.class);
        return new Quote(
                PublicKey.fromHex(Sql.get(row, "provider", String.class)),
                EventId.fromHex(Sql.get(row, "event_id", String.class)),
                Sql.msat(row, "amount_msat"),
                row.get("bolt11", String.class),
                hash == null ? null : PaymentHash.fromHex(hash),
                row.get("expires_at", Instant.class),
                problem == null ? null : Problem.parse(problem),
                Sql.get(row, "at", Instant.class));
    }

    private Mono<List<Payment>> payment(EventId id) {
        return database.sql(
                        "select * from payment where job_id = :id order by attempt desc limit 1")
                .bind("id", id.hex())
                .map(row ->
                        new Payment(
                                attempt(row),
                                Sql.get(row, "state", String.class),
                                Sql.msat(row, "fee_msat"),
                                row.get("preimage", String.class),
                                row.get("why", String.class)))
                .all()
                .collectList();
    }

    static Attempt attempt(Readable row) {
        return new Attempt(
                Sql.get(row, "attempt", Integer.class),
                PublicKey.fromHex(Sql.get(row, "provider", String.class)),
                PaymentHash.fromHex(Sql.get(row, "payment_hash", String.class)),
                Sql.get(row, "bolt11", String.class),
                Msat.of(Sql.get(row, "amount_msat", Long.class)));
    }

    private Mono<Replies> replies(EventId id) {
        return database.sql(
                        "select event_id, rejection is not null as rejected from reply where job_id = :id")
                .bind("id", id.hex())
                .map(row ->
                        Map.entry(
                                EventId.fromHex(Sql.get(row, "event_id", String.class)),
                                Sql.get(row, "rejected", Boolean.class)))
                .all()
                .collectList()
                .map(rows -> {
                    Set<EventId> seen = new HashSet<>();
                    rows.forEach(row -> seen.add(row.getKey()));
                    return new Replies(
                            seen, (int) rows.stream().filter(Map.Entry::getValue).count());
                });
    }

    private static Row row(Readable row) {
        String selected = row.get("selected", String.class);
        String finishedAs = row.get("finished_as", String.class);
        return new Row(
                terms(row),
                Sql.get(row, "version", Long.class),
                Sql.get(row, "last_seq", Long.class),
                work(row),
                Sql.get(row, "money", String.class),
                Sql.get(row, "deadline", Instant.class),
                Sql.get(row, "patience_over", Boolean.class),
                selected == null ? null : PublicKey.fromHex(selected),
                keys(row, "dropped"),
                keys(row, "declined"),
                keys(row, "held"),
                Sql.get(row, "attempts", Integer.class),
                row.get("window_closes_at", Instant.class),
                Sql.get(row, "awaiting_refund", Boolean.class),
                new Times(
                        row.get("accepted_at", Instant.class),
                        row.get("quoted_at", Instant.class),
                        row.get("paid_at", Instant.class),
                        row.get("first_text_at", Instant.class),
                        row.get("result_at", Instant.class)),
                finishedAs == null ? null : Words.of(JobState.class, finishedAs));
    }

    private static Job job(Row row, Parts parts) {
        return new Job(
                row.terms(),
                row.version(),
                row.lastSeq(),
                row.work(),
                money(row.money(), parts.payment()),
                row.deadline(),
                row.patienceOver(),
                row.selected(),
                row.dropped(),
                row.declined(),
                parts.quotes(),
                row.held(),
                row.attempts(),
                row.windowClosesAt(),
                row.awaitingRefund(),
                parts.relays(),
                parts.replies().seen(),
                parts.replies().rejected(),
                row.times(),
                row.finishedAs());
    }

    private static Terms terms(Readable row) {
        return new Terms(
                Event.fromJson(Sql.get(row, "request", String.class)),
                Sql.get(row, "account", String.class),
                Sql.get(row, "prompt", String.class),
                row.get("model", String.class),
                Sql.msat(row, "bid_msat"),
                Sql.get(row, "auto_pay", Boolean.class),
                keys(row, "targets"),
                Arrays.stream(Sql.get(row, "relays", String[].class)).map(RelayUrl::of).toList(),
                Sql.get(row, "created_at", Instant.class),
                Duration.ofMillis(Sql.get(row, "patience_ms", Long.class)),
                preference(row));
    }

    private static Preference preference(Readable row) {
        String policy = row.get("policy", String.class);
        Long window = row.get("quote_window_ms", Long.class);
        return new Preference(
                policy == null ? null : Words.of(SelectionPolicy.class, policy),
                window == null ? null : Duration.ofMillis(window),
                new ProviderLists(keys(row, "allowed"), keys(row, "denied")));
    }

    private static Work work(Readable row) {
        String problem = row.get("work_problem", String.class);
        String word = Sql.get(row, "work", String.class);
        return switch (word) {
            case "requested" -> Work.REQUESTED;
            case "accepted" -> Work.ACCEPTED;
            case "running" -> Work.RUNNING;
            case "delivered" ->
                    new Work.Delivered(EventId.fromHex(Sql.get(row, "result_event", String.class)));
            case "refused" -> new Work.Refused(Problem.parse(Objects.requireNonNull(problem)));
            case "failed" -> new Work.Failed(Problem.parse(Objects.requireNonNull(problem)));
            case "cancelled" -> Work.CANCELLED;
            case "expired" -> Work.EXPIRED;
            default -> throw new IllegalStateException("no work is " + word);
        };
    }

    private static Money money(String word, @Nullable Payment payment) {
        return switch (word) {
            case "none" -> Money.NONE;
            case "quoted" -> Money.QUOTED;
            default -> attempted(word, Objects.requireNonNull(payment, "payment"));
        };
    }

    private static Money attempted(String word, Payment payment) {
        Attempt attempt = payment.attempt();
        String why = payment.why() == null ? "" : payment.why();
        return switch (word) {
            case "paying" -> new Money.Paying(attempt);
            case "unknown" -> new Money.Unknown(attempt, why);
            case "paid" ->
                    new Money.Paid(
                            attempt,
                            Preimage.fromHex(Objects.requireNonNull(payment.preimage())),
                            payment.fee() == null ? Msat.ZERO : payment.fee());
            case "settled" ->
                    new Money.Settled(
                            attempt,
                            Preimage.fromHex(Objects.requireNonNull(payment.preimage())),
                            payment.fee() == null ? Msat.ZERO : payment.fee());
            case "refunded" -> new Money.Refunded(attempt);
            case "failed" -> new Money.Failed(attempt, Problem.parse(why));
            default -> throw new IllegalStateException("no money is " + word);
        };
    }

    private static Set<PublicKey> keys(Readable row, String column) {
        return Arrays.stream(Sql.get(row, column, String[].class))
                .map(PublicKey::fromHex)
                .collect(Collectors.toSet());
    }

    private static <K, V> Map<K, V> inOrder(List<Map.Entry<K, V>> entries) {
        Map<K, V> map = new LinkedHashMap<>();
        entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        return map;
    }
}
