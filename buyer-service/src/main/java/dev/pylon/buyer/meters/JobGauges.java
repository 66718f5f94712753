package dev.pylon.buyer.meters;

import dev.pylon.api.buyer.JobState;
import dev.pylon.buyer.desk.Sql;
import dev.pylon.buyer.desk.Words;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
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

/**
 * How many jobs are in which state, and how long the oldest has been: what is paid and not
 * delivered, delivered and not paid, or paid perhaps, is there to be alarmed on.
 */
@Component
class JobGauges implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(JobGauges.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final DatabaseClient database;
    private final Map<JobState, AtomicLong> counts = new EnumMap<>(JobState.class);
    private final Map<JobState, AtomicLong> ages = new EnumMap<>(JobState.class);
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong unknownAge = new AtomicLong();
    private volatile Disposable running = Disposables.disposed();

    JobGauges(DatabaseClient database, MeterRegistry meters) {
        this.database = database;
        for (JobState state : JobState.values()) {
            AtomicLong count = new AtomicLong();
            AtomicLong age = new AtomicLong();
            counts.put(state, count);
            ages.put(state, age);
            Gauge.builder("buyer.jobs", count, AtomicLong::get)
                    .tag("state", Words.of(state))
                    .register(meters);
            Gauge.builder("buyer.jobs.oldest.seconds", age, AtomicLong::get)
                    .description("since the last change of the oldest job in this state")
                    .tag("state", Words.of(state))
                    .register(meters);
        }
        Gauge.builder("buyer.payments.unknown", unknown, AtomicLong::get).register(meters);
        Gauge.builder("buyer.payments.unknown.oldest.seconds", unknownAge, AtomicLong::get)
                .register(meters);
    }

    @Override
    public void start() {
        running =
                Flux.interval(Duration.ZERO, PERIOD)
                        .onBackpressureDrop()
                        .concatMap(tick ->
                                jobs().then(payments())
                                        .onErrorResume(failure -> {
                                            LOG.atWarn()
                                                    .addKeyValue("error", failure.toString())
                                                    .log("jobs cannot be counted");
                                            return Mono.empty();
                                        }))
                        .subscribe();
    }

    private record Counted(JobState state, long count, long age) {}

    private Mono<Void> jobs() {
        return database.sql(
                        """
                        select shown, count(*) as jobs,
                               extract(epoch from now() - min(updated_at))::bigint as age
                        from job group by shown
                        """)
                .map(row ->
                        new Counted(
                                Words.of(JobState.class, Sql.get(row, "shown", String.class)),
                                Sql.get(row, "jobs", Long.class),
                                Sql.get(row, "age", Long.class)))
                .all()
                .collectMap(Counted::state)
                .doOnNext(found -> {
                    for (JobState state : JobState.values()) {
                        Counted counted = found.getOrDefault(state, new Counted(state, 0, 0));
                        counts.getOrDefault(state, new AtomicLong()).set(counted.count());
                        ages.getOrDefault(state, new AtomicLong()).set(counted.age());
                    }
                })
                .then();
    }

    private Mono<Void> payments() {
        return database.sql(
                        """
                        select count(*) as payments,
                               coalesce(extract(epoch from now() - min(asked_at)), 0)::bigint as age
                        from payment where state = 'unknown'
                        """)
                .map(row -> {
                    unknown.set(Sql.get(row, "payments", Long.class));
                    unknownAge.set(Sql.get(row, "age", Long.class));
                    return true;
                })
                .one()
                .then();
    }

    @Override
    public void stop() {
        running.dispose();
    }

    @Override
    public boolean isRunning() {
        return !running.isDisposed();
    }
}
