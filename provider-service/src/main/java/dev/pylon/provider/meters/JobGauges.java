package dev.pylon.provider.meters;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Jobs by state, and the money that was paid for work not delivered, as of the last look. */
@Component
class JobGauges implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(JobGauges.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final List<String> STATES =
            List.of(
                    "requested",
                    "accepted",
                    "running",
                    "delivered",
                    "refused",
                    "failed",
                    "cancelled",
                    "expired");

    private final DatabaseClient database;
    private final Map<String, AtomicLong> jobs = new LinkedHashMap<>();
    private final AtomicLong owed = new AtomicLong();
    private final AtomicLong owedAge = new AtomicLong();
    private volatile Disposable looking = Disposables.disposed();

    JobGauges(DatabaseClient database, MeterRegistry meters) {
        this.database = database;
        for (String state : STATES) {
            AtomicLong count = new AtomicLong();
            jobs.put(state, count);
            Gauge.builder("provider.jobs", count, AtomicLong::get)
                    .description("jobs by the state of their work")
                    .tag("state", state)
                    .register(meters);
        }
        Gauge.builder("provider.paid.undelivered.msat", owed, AtomicLong::get)
                .description("received for work that was neither delivered nor refunded")
                .register(meters);
        Gauge.builder("provider.paid.undelivered.oldest.seconds", owedAge, AtomicLong::get)
                .description("since the oldest such payment")
                .register(meters);
    }

    @Override
    public void start() {
        looking =
                Flux.interval(Duration.ZERO, PERIOD)
                        .onBackpressureDrop()
                        .concatMap(tick ->
                                states().then(owed())
                                        .onErrorResume(failure -> {
                                            LOG.atWarn()
                                                    .addKeyValue("error", failure.toString())
                                                    .log("jobs can't be counted");
                                            return Mono.empty();
                                        }))
                        .subscribe();
    }

    @Override
    public void stop() {
        looking.dispose();
    }

    @Override
    public boolean isRunning() {
        return !looking.isDisposed();
    }

    private Mono<Void> states() {
        return database.sql("select work, count(*) as jobs from job group by work")
                .map(row ->
                        Map.entry(
                                Objects.requireNonNull(row.get("work", String.class)),
                                number(row, "jobs")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .doOnNext(found ->
                        jobs.forEach((state, count) -> count.set(found.getOrDefault(state, 0L))))
                .then();
    }

    private Mono<Void> owed() {
        return database.sql(
                        """
                        select coalesce(sum(paid_msat), 0)::bigint as msat,
                               coalesce(extract(epoch from now() - min(paid_at)), 0)::bigint as age
                        from job where money = 'paid' and work <> 'delivered'
                        """)
                .map(row -> {
                    owed.set(number(row, "msat"));
                    owedAge.set(Math.max(0, number(row, "age")));
                    return true;
                })
                .one()
                .then();
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }
}
