package dev.pylon.buyer.watch;

import dev.pylon.api.buyer.FeedbackView;
import dev.pylon.api.buyer.JobEncryption;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.QuoteView;
import dev.pylon.api.buyer.Receipt;
import dev.pylon.api.buyer.RejectedReply;
import dev.pylon.api.buyer.RelayOutcome;
import dev.pylon.api.buyer.Timings;
import dev.pylon.buyer.desk.Desk;
import dev.pylon.buyer.desk.Sql;
import dev.pylon.buyer.job.Attempt;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.Terms;
import dev.pylon.lightning.Preimage;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.primitives.Msat;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** A job with all that is known of it, for people. */
@Component
public class JobViews {
    private final DatabaseClient database;
    private final Partials partials;
    private final Desk desk;

    JobViews(DatabaseClient database, Partials partials, Desk desk) {
        this.database = database;
        this.partials = partials;
        this.desk = desk;
    }

    /** What of a job its own state does not hold. */
    private record Texts(
            List<FeedbackView> feedback,
            List<RejectedReply> rejected,
            @Nullable String result,
            @Nullable String receipt,
            @Nullable Instant updatedAt) {
        static final Texts NONE = new Texts(List.of(), List.of(), null, null, null);
    }

    /** That a payment was made. */
    private record Proof(Attempt attempt, Preimage preimage, Msat fee) {}

    private record Row(@Nullable String result, @Nullable String receipt, Instant updatedAt) {}

    /**
     * A job that was submitted just now: there is nothing about it that its state does not hold.
     */
    public JobView fresh(Job job) {
        return view(job, Texts.NONE);
    }

    public Mono<JobView> of(Job job) {
        return Mono.zip(row(job), feedback(job), rejected(job))
                .map(parts ->
                        view(
                                job,
                                new Texts(
                                        parts.getT2(),
                                        parts.getT3(),
                                        parts.getT1().result(),
                                        parts.getT1().receipt(),
                                        parts.getT1().updatedAt())));
    }

    private Mono<Row> row(Job job) {
        return database.sql(
                        """
                        select j.updated_at, r.content, c.event from job j
                        left join result r on r.job_id = j.id
                        left join receipt c on c.job_id = j.id
                        where j.id = :job
                        """)
                .bind("job", job.id().hex())
                .map(row ->
                        new Row(
                                row.get("content", String.class),
                                row.get("event", String.class),
                                Sql.get(row, "updated_at", Instant.class)))
                .one();
    }

    private Mono<List<FeedbackView>> feedback(Job job) {
        return database.sql(
                        """
                        select provider, status, body, at from reply
                        where job_id = :job and rejection is null and status <> 'result' order by at, event_id
                        """)
                .bind("job", job.id().hex())
                .map(row ->
                        new FeedbackView(
                                Sql.get(row, "provider", String.class),
                                Sql.get(row, "status", String.class),
                                row.get("body", String.class),
                                Sql.get(row, "at", Instant.class)))
                .all()
                .collectList();
    }

    private Mono<List<RejectedReply>> rejected(Job job) {
        return database.sql(
                        """
                        select event_id, kind, provider, rejection, body, at from reply
                        where job_id = :job and rejection is not null order by at, event_id
                        """)
                .bind("job", job.id().hex())
                .map(JobViews::rejectedReply)
                .all()
                .collectList();
    }

    private static RejectedReply rejectedReply(Readable row) {
        return new RejectedReply(
                Sql.get(row, "event_id", String.class),
                Sql.get(row, "kind", Integer.class),
                Sql.get(row, "provider", String.class),
                Problem.parse(Sql.get(row, "rejection", String.class)).code(),
                row.get("body", String.class),
                Sql.get(row, "at", Instant.class));
    }

    private JobView view(Job job, Texts texts) {
        Terms terms = job.terms();
        Optional<Proof> paid = proof(job.money());
        return new JobView(
                job.id().hex(),
                job.state(),
                job.work().state(),
                job.money().state(),
                terms.kind(),
                terms.prompt(),
                terms.model(),
                terms.bid(),
                terms.autoPay(),
                encryption(terms),
                terms.targets().stream().map(PublicKey::hex).sorted().toList(),
                job.selectedProvider().map(PublicKey::hex).orElse(null),
                job.relays().entrySet().stream()
                        .map(entry ->
                                new RelayOutcome(
                                        entry.getKey().value(),
                                        entry.getValue().outcome(),
                                        entry.getValue().words()))
                        .toList(),
                job.quotes().values().stream().map(quote -> quote(job, quote)).toList(),
                texts.feedback(),
                texts.rejected(),
                texts.result() == null ? partials.of(job.id()).orElse(null) : null,
                texts.result(),
                paid.map(money -> money.attempt().amount()).orElse(null),
                paid.map(Proof::fee).orElse(null),
                paid.map(money -> receipt(money, texts.receipt())).orElse(null),
                timings(job),
                job.problem().map(Problem::toString).orElse(null),
                terms.submittedAt(),
                job.deadline(),
                texts.updatedAt() == null ? terms.submittedAt() : texts.updatedAt());
    }

    private static JobEncryption encryption(Terms terms) {
        return switch (JobRequests.encryption(terms.request())) {
            case NONE -> JobEncryption.NONE;
            case NIP44 -> JobEncryption.NIP44;
            case NIP04 -> JobEncryption.NIP04;
        };
    }

    private static Optional<Proof> proof(Money money) {
        return switch (money) {
            case Money.Paid paid ->
                    Optional.of(new Proof(paid.attempt(), paid.preimage(), paid.fee()));
            case Money.Settled settled ->
                    Optional.of(new Proof(settled.attempt(), settled.preimage(), settled.fee()));
            case Money.None _,
                    Money.Quoted _,
                    Money.Paying _,
                    Money.Unknown _,
                    Money.Refunded _,
                    Money.Failed _ ->
                    Optional.empty();
        };
    }

    private QuoteView quote(Job job, Quote quote) {
        boolean payable = quote.isOffer() || quote.isPayable(desk.now());
        Problem problem = quote.problem();
        String why =
                problem != null
                        ? problem.toString()
                        : payable ? null : "expired-invoice: it has expired";
        return new QuoteView(
                quote.provider().hex(),
                PublicKeys.npub(quote.provider()),
                quote.amount(),
                quote.bolt11(),
                quote.provider().equals(job.selected()),
                payable,
                why,
                quote.at());
    }

    private static Receipt receipt(Proof paid, @Nullable String event) {
        return new Receipt(
                paid.attempt().hash().hex(), paid.preimage().hex(), paid.attempt().amount(), event);
    }

    private static Timings timings(Job job) {
        Instant start = job.terms().submittedAt();
        return new Timings(
                since(start, job.times().accepted()),
                since(start, job.times().quoted()),
                since(start, job.times().paid()),
                since(start, job.times().firstText()),
                since(start, job.times().result()));
    }

    private static @Nullable Long since(Instant start, @Nullable Instant then) {
        return then == null ? null : Math.max(0, then.toEpochMilli() - start.toEpochMilli());
    }
}
