package dev.pylon.provider.job;

import static dev.pylon.provider.job.JobRows.COLUMNS;
import static dev.pylon.provider.job.JobRows.changed;
import static dev.pylon.provider.job.JobRows.number;
import static dev.pylon.provider.job.JobRows.parameter;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The jobs until they are worked on, and their money. Each change names the state it starts from,
 * so that one which comes too late or twice changes nothing and says so by {@code false}.
 */
@Component
public class JobStore {
    private final DatabaseClient database;

    JobStore(DatabaseClient database) {
        this.database = database;
    }

    /** False if the job is known already, from another relay or from before. */
    public Mono<Boolean> insert(
            JobRequest request,
            String policy,
            @Nullable String model,
            @Nullable String backend,
            Msat price,
            @Nullable String fetchedInput) {
        return changed(
                database.sql(
                                """
                                insert into job
                                    (id, request, customer, kind, policy, model, backend, price_msat, input)
                                values (:id, :request, :customer, :kind, :policy, :model, :backend, :price, :input)
                                on conflict (id) do nothing
                                """)
                        .bind("id", request.id().hex())
                        .bind("request", request.event().toJson())
                        .bind("customer", request.customer().hex())
                        .bind("kind", request.kind())
                        .bind("policy", policy)
                        .bind("model", parameter(model))
                        .bind("backend", parameter(backend))
                        .bind("price", price.value())
                        .bind("input", parameter(fetchedInput)));
    }

    public Mono<Boolean> insertRefused(Event request, String policy, String reason) {
        return changed(
                database.sql(
                                """
                                insert into job (id, request, customer, kind, policy, work, reason)
                                values (:id, :request, :customer, :kind, :policy, 'refused', :reason)
                                on conflict (id) do nothing
                                """)
                        .bind("id", request.id().hex())
                        .bind("request", request.toJson())
                        .bind("customer", request.pubkey().hex())
                        .bind("kind", request.kind())
                        .bind("policy", policy)
                        .bind("reason", reason));
    }

    /** A job that was taken in and is refused after all, before anything was promised. */
    public Mono<Boolean> refuse(String id, String reason) {
        return changed(
                database.sql(
                                """
                                update job set work = 'refused', reason = :reason, updated_at = now()
                                where id = :id and work = 'requested'
                                """)
                        .bind("reason", reason)
                        .bind("id", id));
    }

    /** The job is taken and, if it is to be paid, quoted. */
    public Mono<Boolean> accept(
            String id,
            @Nullable String paymentHash,
            @Nullable String bolt11,
            @Nullable Instant expires) {
        return changed(
                database.sql(
                                """
                                update job set work = 'accepted', money = case when :hash::text is null then money else 'quoted' end,
                                    payment_hash = :hash, bolt11 = :bolt11, quote_expires_at = :expires,
                                    quoted_at = case when :hash::text is null then null else now() end, updated_at = now()
                                where id = :id and work = 'requested'
                                """)
                        .bind("hash", parameter(paymentHash))
                        .bind("bolt11", parameter(bolt11))
                        .bind("expires", parameter(expires))
                        .bind("id", id));
    }

    /** An invoice for work that was done first. */
    public Mono<Boolean> quoteAfterwards(
            JobRow job, String paymentHash, String bolt11, Instant expires) {
        return changed(
                database.sql(
                                """
                                update job set money = 'quoted', payment_hash = :hash, bolt11 = :bolt11,
                                    quote_expires_at = :expires, quoted_at = now(), updated_at = now()
                                where id = :id and fence = :fence and money = 'none'
                                """)
                        .bind("hash", paymentHash)
                        .bind("bolt11", bolt11)
                        .bind("expires", parameter(expires))
                        .bind("id", job.id())
                        .bind("fence", job.fence()));
    }

    /**
     * The job whose quote was paid just now; empty if that was known already, or the invoice is of
     * no job.
     */
    public Mono<JobRow> paid(String paymentHash, Msat amount, Instant at) {
        return database.sql(
                        "update job set money = 'paid', paid_msat = :amount, paid_at = :at, updated_at = now()"
                                + " where payment_hash = :hash and money = 'quoted' returning "
                                + COLUMNS)
                .bind("amount", amount.value())
                .bind("at", at)
                .bind("hash", paymentHash)
                .map(JobRows::read)
                .one();
    }

    /** A job that was paid less than asked, before it was begun. */
    public Mono<Boolean> underpaid(String id, String reason) {
        return changed(
                database.sql(
                                """
                                update job set work = 'failed', reason = :reason, updated_at = now()
                                where id = :id and work = 'accepted' and money = 'paid'
                                """)
                        .bind("reason", reason)
                        .bind("id", id));
    }

    /** Before the work has begun and only by its customer. */
    public Mono<Boolean> cancel(String id, String customer) {
        return changed(
                database.sql(
                                """
                                update job set work = 'cancelled', reason = 'cancelled by the customer', updated_at = now()
                                where id = :id and customer = :customer and work in ('requested', 'accepted')
                                  and money in ('none', 'quoted')
                                """)
                        .bind("id", id)
                        .bind("customer", customer));
    }

    /** A quote that nobody paid in time. A payment that comes all the same is returned. */
    public Mono<Boolean> expire(String id) {
        return changed(
                database.sql(
                                """
                                update job set work = 'expired', updated_at = now()
                                where id = :id and work = 'accepted' and money = 'quoted'
                                """)
                        .bind("id", id));
    }

    public Mono<Boolean> refunded(String id, Msat amount) {
        return changed(
                database.sql(
                                """
                                update job set money = 'refunded', refunded_msat = :amount, updated_at = now()
                                where id = :id and money = 'paid'
                                """)
                        .bind("amount", amount.value())
                        .bind("id", id));
    }

    public Mono<JobRow> find(String id) {
        return database.sql("select " + COLUMNS + " from job where id = :id")
                .bind("id", id)
                .map(JobRows::read)
                .one();
    }

    /** Jobs that are stored and neither quoted nor refused, the oldest first. */
    public Flux<JobRow> unanswered(int most) {
        return database.sql(
                        "select "
                                + COLUMNS
                                + " from job where work = 'requested' order by received_at limit :most")
                .bind("most", most)
                .map(JobRows::read)
                .all();
    }

    /**
     * Quotes that can be paid or could a short while ago, those that expire first before others.
     */
    public Flux<JobRow> openQuotes(int most, Duration grace) {
        return database.sql(
                        "select "
                                + COLUMNS
                                + """
                                 from job where money = 'quoted' and work in ('accepted', 'running', 'delivered')
                                   and quote_expires_at > now() - make_interval(secs => :grace)
                                order by quote_expires_at limit :most
                                """)
                .bind("grace", grace.toMillis() / 1000.0)
                .bind("most", most)
                .map(JobRows::read)
                .all();
    }

    /** Quotes whose time is over, before anything else has become of their jobs. */
    public Flux<JobRow> lapsedQuotes(int most, Duration grace) {
        return database.sql(
                        "select "
                                + COLUMNS
                                + """
                                 from job where money = 'quoted' and work = 'accepted'
                                   and quote_expires_at < now() - make_interval(secs => :grace)
                                order by quote_expires_at limit :most
                                """)
                .bind("grace", grace.toMillis() / 1000.0)
                .bind("most", most)
                .map(JobRows::read)
                .all();
    }

    /** Open jobs in all, and those of one customer. */
    public Mono<OpenJobs> open(String customer) {
        return database.sql(
                        """
                        select count(*) as total, count(*) filter (where customer = :customer) as theirs
                        from job where work in ('requested', 'accepted', 'running')
                        """)
                .bind("customer", customer)
                .map(row -> new OpenJobs(number(row, "total"), number(row, "theirs")))
                .one();
    }

    public record OpenJobs(long total, long ofCustomer) {}
}
