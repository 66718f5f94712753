package dev.pylon.provider.console;

import dev.pylon.primitives.Msat;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** What the tables tell beyond the REST interface: when each step was made, what a day brought. */
public final class Records {
    private final DatabaseClient database;

    Records(DatabaseClient database) {
        this.database = database;
    }

    /** Something that was done for a job. */
    public record Step(Instant at, String what, @Nullable Msat amount) {}

    /** What was received on a day (UTC) for how many jobs, refunds not taken off. */
    public record Day(LocalDate day, Msat received, long jobs) {}

    /** In order. */
    Mono<List<Step>> steps(String job) {
        return database.sql(
                        """
                        select j.received_at, j.paid_at, j.paid_msat, j.delivered_at, s.settled_at, s.amount_msat
                        from job j left join settlement s on s.payment_hash = j.payment_hash
                        where j.id = :job order by s.settled_at limit 1
                        """)
                .bind("job", job)
                .map(row -> stepsOf(row))
                .one()
                .defaultIfEmpty(List.of());
    }

    /** The last two weeks, newest first; days without a payment are left out. */
    Mono<List<Day>> days() {
        return database.sql(
                        """
                        select (s.settled_at at time zone 'UTC')::date as day, sum(s.amount_msat)::bigint as received,
                               count(*) as jobs
                        from settlement s join job j on j.payment_hash = s.payment_hash
                        where s.settled_at > now() - interval '14 days'
                        group by 1 order by 1 desc
                        """)
                .map(row ->
                        new Day(
                                Objects.requireNonNull(row.get("day", LocalDate.class)),
                                Msat.of(Objects.requireNonNull(row.get("received", Long.class))),
                                Objects.requireNonNull(row.get("jobs", Long.class))))
                .all()
                .collectList();
    }

    private static List<Step> stepsOf(Readable row) {
        List<Step> steps = new ArrayList<>();
        add(steps, row, "received_at", "received", null);
        add(steps, row, "paid_at", "paid", "paid_msat");
        add(steps, row, "settled_at", "settled", "amount_msat");
        add(steps, row, "delivered_at", "delivered", null);
        return steps.stream().sorted(java.util.Comparator.comparing(Step::at)).toList();
    }

    private static void add(
            List<Step> steps, Readable row, String time, String what, @Nullable String amount) {
        Instant at = row.get(time, Instant.class);
        if (at != null) {
            Long msat = amount == null ? null : row.get(amount, Long.class);
            steps.add(new Step(at, what, msat == null ? null : Msat.of(msat)));
        }
    }
}
