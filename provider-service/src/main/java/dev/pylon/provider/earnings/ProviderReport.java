package dev.pylon.provider.earnings;

import dev.pylon.api.provider.Earnings;
import dev.pylon.api.provider.ProviderJobView;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.primitives.Msat;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reads jobs and earnings. Money is summed from the wallet's settlements, never counted on the way.
 */
@Component
class ProviderReport {
    private final DatabaseClient database;

    ProviderReport(DatabaseClient database) {
        this.database = database;
    }

    Mono<Earnings> earnings() {
        return database.sql(
                        """
                        select coalesce(sum(s.amount_msat), 0)::bigint as received,
                               coalesce(sum(s.amount_msat) filter (where s.settled_at > now() - interval '24 hours'), 0)::bigint as recent,
                               coalesce(sum(j.refunded_msat), 0)::bigint as refunded,
                               coalesce(sum(j.refunded_msat) filter (where s.settled_at > now() - interval '24 hours'), 0)::bigint
                                   as refunded_recent,
                               coalesce(sum(s.amount_msat) filter (where j.money = 'paid' and j.work <> 'delivered'), 0)::bigint as owed,
                               count(*) as paid,
                               (select count(*) from job where work = 'delivered') as delivered
                        from settlement s join job j on j.payment_hash = s.payment_hash
                        """)
                .map(row ->
                        new Earnings(
                                Msat.of(number(row, "received") - number(row, "refunded")),
                                Msat.of(number(row, "recent") - number(row, "refunded_recent")),
                                Msat.of(number(row, "refunded")),
                                Msat.of(number(row, "owed")),
                                number(row, "paid"),
                                number(row, "delivered")))
                .one();
    }

    Mono<Long> openJobs() {
        return database.sql(
                        "select count(*) as n from job where work in ('requested', 'accepted', 'running')")
                .map(row -> number(row, "n"))
                .one();
    }

    Mono<ProviderJobView> job(String id) {
        return database.sql("select * from job where id = :id")
                .bind("id", id)
                .map(ProviderReport::view)
                .one()
                .switchIfEmpty(
                        Mono.error(() ->
                                ProblemException.notFound(
                                        "There is no job " + id + " at this provider.")));
    }

    /** Newest first, after the job with this id. */
    Mono<List<ProviderJobView>> jobs(@Nullable String after, int limit) {
        return database.sql(
                        """
                        select * from job
                        where :after = '' or (received_at, id) < (select received_at, id from job where id = :after)
                        order by received_at desc, id desc limit :limit
                        """)
                .bind("after", after == null ? "" : after)
                .bind("limit", limit)
                .map(ProviderReport::view)
                .all()
                .collectList();
    }

    private static ProviderJobView view(Readable row) {
        Long price = row.get("price_msat", Long.class);
        return new ProviderJobView(
                text(row, "id"),
                text(row, "customer"),
                Objects.requireNonNull(row.get("kind", Integer.class)),
                row.get("model", String.class),
                row.get("backend", String.class),
                text(row, "work"),
                text(row, "money"),
                price == null ? null : Msat.of(price),
                row.get("payment_hash", String.class),
                row.get("reason", String.class),
                row.get("result_event_id", String.class),
                Objects.requireNonNull(row.get("received_at", Instant.class)),
                Objects.requireNonNull(row.get("updated_at", Instant.class)));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNullElse(row.get(column, Long.class), 0L);
    }
}
