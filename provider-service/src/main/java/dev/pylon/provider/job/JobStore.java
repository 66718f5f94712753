package dev.pylon.provider.job;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.primitives.Msat;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The jobs. Each change names the state it starts from, so that one which comes too late or twice
 * changes nothing and says so by {@code false}.
 */
@Component
public class JobStore {
    private static final String COLUMNS =
            "id, request, policy, model, backend, work, money, price_msat, payment_hash,"
                    + " bolt11, result_event_id, attempts, fence, received_at";

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
            Msat price) {
        return changed(
                database.sql(
                                """
                                insert into job (id, request, customer, kind, policy, model, backend, price_msat)
                                values (:id, :request, :customer, :kind, :policy, :model, :backend, :price)
                                on conflict (id) do nothing
                                """)
                        .bind("id", request.id().hex())
                        .bind("request", request.event().toJson())
                        .bind("customer", request.customer().hex())
                        .bind("kind", request.kind())
                        .bind("policy", policy)
                        .bind("model", parameter(model))
                        .bind("backend", parameter(backend))
                        .bind("price", price.value()));
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
                                    payment_hash = :hash, bolt11 = :bolt11, quote_expires_at = :expires, updated_at = now()
                                where id = :id and work = 'requested'
                                """)
                        .bind("hash", parameter(paymentHash))
                        .bind("bolt11", parameter(bolt11))
                        .bind(
                                "expires",
                                io.r2dbc.spi.Parameters.in(
                                        io.r2dbc.spi.R2dbcType.TIMESTAMP_WITH_TIME_ZONE,
                                        expires == null
                                                ? null
                                                : expires.atOffset(java.time.ZoneOffset.UTC)))
                        .bind("id", id));
    }

    /** An invoice for work that was done first. */
    public Mono<Boolean> quoteAfterwards(JobRow job, String paymentHash, String bolt11) {
        return changed(
                database.sql(
                                """
                                update job set money = 'quoted', payment_hash = :hash, bolt11 = :bolt11, updated_at = now()
                                where id = :id and fence = :fence and money = 'none'
                                """)
                        .bind("hash", paymentHash)
                        .bind("bolt11", bolt11)
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
                .map(JobStore::row)
                .one();
    }

    /** Takes jobs that may be worked on, the oldest first, for as long as the lease lasts. */
    public Flux<JobRow> claim(int most, Duration lease) {
        return database.sql(
                        """
                        update job set work = 'running', attempts = attempts + 1, fence = fence + 1,
                            lease_until = now() + make_interval(secs => :lease), updated_at = now()
                        where id in (
                            select id from job
                            where result_event_id is null
                              and (work = 'accepted' and (policy <> 'before' or money = 'paid')
                                   or work = 'running' and lease_until < now())
                            order by received_at limit :most
                            for update skip locked)
                        returning
                        """
                                + COLUMNS)
                .bind("lease", lease.toMillis() / 1000.0)
                .bind("most", most)
                .map(JobStore::row)
                .all();
    }

    /** False if the job was taken from us. */
    public Mono<Boolean> renew(JobRow job, Duration lease) {
        return changed(
                database.sql(
                                """
                                update job set lease_until = now() + make_interval(secs => :lease)
                                where id = :id and fence = :fence and work = 'running'
                                """)
                        .bind("lease", lease.toMillis() / 1000.0)
                        .bind("id", job.id())
                        .bind("fence", job.fence()));
    }

    /** The result is made and signed; from here on it is only published. */
    public Mono<Boolean> finish(JobRow job, String resultEventId) {
        return changed(
                database.sql(
                                """
                                update job set result_event_id = :result, lease_until = null, updated_at = now()
                                where id = :id and fence = :fence and work = 'running' and result_event_id is null
                                """)
                        .bind("result", resultEventId)
                        .bind("id", job.id())
                        .bind("fence", job.fence()));
    }

    public Mono<Boolean> delivered(String id) {
        return changed(
                database.sql(
                                """
                                update job set work = 'delivered', delivered_at = now(), updated_at = now()
                                where id = :id and work = 'running' and result_event_id is not null
                                """)
                        .bind("id", id));
    }

    public Mono<Boolean> fail(JobRow job, String reason) {
        return changed(
                database.sql(
                                """
                                update job set work = 'failed', reason = :reason, lease_until = null, updated_at = now()
                                where id = :id and fence = :fence and work = 'running' and result_event_id is null
                                """)
                        .bind("reason", reason)
                        .bind("id", job.id())
                        .bind("fence", job.fence()));
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

    /** Quotes that nobody paid in time. A payment that comes all the same is returned. */
    public Mono<Long> expireQuotes(Duration grace) {
        return database.sql(
                        """
                        update job set work = 'expired', updated_at = now()
                        where work = 'accepted' and money = 'quoted'
                          and quote_expires_at < now() - make_interval(secs => :grace)
                        """)
                .bind("grace", grace.toSeconds())
                .fetch()
                .rowsUpdated();
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
                .map(JobStore::row)
                .one();
    }

    /** Jobs that were stored and not yet quoted when the process ended. */
    public Flux<JobRow> unanswered() {
        return database.sql(
                        "select "
                                + COLUMNS
                                + " from job where work = 'requested' order by received_at")
                .map(JobStore::row)
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

    private static Mono<Boolean> changed(GenericExecuteSpec statement) {
        return statement.fetch().rowsUpdated().map(rows -> rows > 0);
    }

    private static Object parameter(@Nullable String text) {
        return io.r2dbc.spi.Parameters.in(io.r2dbc.spi.R2dbcType.VARCHAR, text);
    }

    static long number(Readable row, String column) {
        return Objects.requireNonNullElse(row.get(column, Long.class), 0L);
    }

    private static JobRow row(Readable row) {
        return new JobRow(
                text(row, "id"),
                Event.fromJson(text(row, "request")),
                text(row, "policy"),
                Optional.ofNullable(row.get("model", String.class)),
                Optional.ofNullable(row.get("backend", String.class)),
                text(row, "work"),
                text(row, "money"),
                Optional.ofNullable(row.get("price_msat", Long.class)).map(Msat::of),
                Optional.ofNullable(row.get("payment_hash", String.class)),
                Optional.ofNullable(row.get("bolt11", String.class)),
                Optional.ofNullable(row.get("result_event_id", String.class)),
                Objects.requireNonNull(row.get("attempts", Integer.class)),
                number(row, "fence"),
                Objects.requireNonNull(row.get("received_at", Instant.class)));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}
