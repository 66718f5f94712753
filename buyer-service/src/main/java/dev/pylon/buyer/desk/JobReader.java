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
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Reads a job as a whole, in one statement: what it is made of changes together. */
final class JobReader {
    private static final String JOB =
            """
            select j.*, p.*,
                (select coalesce(json_agg(json_build_object(
                            'relay', relay, 'outcome', outcome, 'words', words) order by relay), '[]')::text
                 from relay_outcome where job_id = j.id) as relay_answers,
                (select coalesce(json_agg(q order by at, provider), '[]')::text
                 from quote q where job_id = j.id) as quotes,
                (select coalesce(array_agg(event_id::text), '{}')
                 from reply where job_id = j.id) as replies,
                (select count(*) from reply where job_id = j.id and rejection is not null) as rejected
            from job j
            left join lateral (
                select attempt, provider as payee, payment_hash, bolt11, amount_msat, state, fee_msat, preimage, why
                from payment where job_id = j.id order by attempt desc limit 1) p on true
            where j.id = :id
            """;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    private final DatabaseClient database;

    JobReader(DatabaseClient database) {
        this.database = database;
    }

    private record Payment(
            Attempt attempt,
            String state,
            @Nullable Msat fee,
            @Nullable String preimage,
            @Nullable String why) {}

    private record RelayRow(String relay, String outcome, @Nullable String words) {}

    private record QuoteRow(
            String provider,
            String eventId,
            @Nullable Long amountMsat,
            @Nullable String bolt11,
            @Nullable String paymentHash,
            @Nullable OffsetDateTime expiresAt,
            @Nullable String problem,
            OffsetDateTime at) {}

    Mono<Job> read(EventId id) {
        return database.sql(JOB).bind("id", id.hex()).map(JobReader::job).one();
    }

    private static Job job(Readable row) {
        String selected = row.get("selected", String.class);
        String finishedAs = row.get("finished_as", String.class);
        return new Job(
                terms(row),
                Sql.get(row, "version", Long.class),
                Sql.get(row, "last_seq", Long.class),
                work(row),
                money(Sql.get(row, "money", String.class), payment(row)),
                Sql.get(row, "deadline", Instant.class),
                Sql.get(row, "patience_over", Boolean.class),
                selected == null ? null : PublicKey.fromHex(selected),
                keys(row, "dropped"),
                keys(row, "declined"),
                quotes(row),
                keys(row, "held"),
                Sql.get(row, "attempts", Integer.class),
                row.get("window_closes_at", Instant.class),
                Sql.get(row, "awaiting_refund", Boolean.class),
                relays(row),
                Arrays.stream(Sql.get(row, "replies", String[].class))
                        .map(EventId::fromHex)
                        .collect(Collectors.toSet()),
                Sql.get(row, "rejected", Integer.class),
                new Times(
                        row.get("accepted_at", Instant.class),
                        row.get("quoted_at", Instant.class),
                        row.get("paid_at", Instant.class),
                        row.get("first_text_at", Instant.class),
                        row.get("result_at", Instant.class)),
                finishedAs == null ? null : Words.of(JobState.class, finishedAs));
    }

    private static Map<RelayUrl, RelayAnswer> relays(Readable row) {
        Map<RelayUrl, RelayAnswer> answers = new LinkedHashMap<>();
        for (RelayRow answer :
                JSON.readValue(Sql.get(row, "relay_answers", String.class), RelayRow[].class)) {
            answers.put(
                    RelayUrl.of(answer.relay()),
                    new RelayAnswer(
                            Words.of(PublishOutcome.class, answer.outcome()), answer.words()));
        }
        return answers;
    }

    private static Map<PublicKey, Quote> quotes(Readable row) {
        Map<PublicKey, Quote> quotes = new LinkedHashMap<>();
        for (QuoteRow quote :
                JSON.readValue(Sql.get(row, "quotes", String.class), QuoteRow[].class)) {
            PublicKey provider = PublicKey.fromHex(quote.provider());
            quotes.put(
                    provider,
                    new Quote(
                            provider,
                            EventId.fromHex(quote.eventId()),
                            quote.amountMsat() == null ? null : Msat.of(quote.amountMsat()),
                            quote.bolt11(),
                            quote.paymentHash() == null
                                    ? null
                                    : PaymentHash.fromHex(quote.paymentHash()),
                            quote.expiresAt() == null ? null : quote.expiresAt().toInstant(),
                            quote.problem() == null ? null : Problem.parse(quote.problem()),
                            quote.at().toInstant()));
        }
        return quotes;
    }

    /** The last one. */
    private static @Nullable Payment payment(Readable row) {
        Integer attempt = row.get("attempt", Integer.class);
        return attempt == null
                ? null
                : new Payment(
                        new Attempt(
                                attempt,
                                PublicKey.fromHex(Sql.get(row, "payee", String.class)),
                                PaymentHash.fromHex(Sql.get(row, "payment_hash", String.class)),
                                Sql.get(row, "bolt11", String.class),
                                Msat.of(Sql.get(row, "amount_msat", Long.class))),
                        Sql.get(row, "state", String.class),
                        Sql.msat(row, "fee_msat"),
                        row.get("preimage", String.class),
                        row.get("why", String.class));
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
}
