package dev.pylon.kit.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How much waits in the outbox, for how long, and how much can't be delivered. */
public final class OutboxGauges implements DisposableBean {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final Disposable looking;

    public OutboxGauges(DatabaseClient database, MeterRegistry meters) {
        AtomicLong waiting = meters.gauge("outbox.waiting", new AtomicLong());
        AtomicLong oldest = meters.gauge("outbox.oldest.seconds", new AtomicLong());
        AtomicLong dead = meters.gauge("outbox.dead", new AtomicLong());
        looking =
                Flux.interval(PERIOD)
                        .onBackpressureDrop()
                        .concatMap(tick ->
                                database.sql(
                                                """
                                                select count(*) filter (where not dead) as waiting,
                                                       count(*) filter (where dead) as dead,
                                                       coalesce(extract(epoch from now() - min(created_at) filter (where not dead)), 0)::bigint
                                                           as oldest
                                                from kit_outbox
                                                """)
                                        .map(row -> {
                                            set(waiting, row.get("waiting", Long.class));
                                            set(dead, row.get("dead", Long.class));
                                            set(oldest, row.get("oldest", Long.class));
                                            return true;
                                        })
                                        .one()
                                        .onErrorResume(unreadable -> Mono.empty()))
                        .subscribe();
    }

    @Override
    public void destroy() {
        looking.dispose();
    }

    private static void set(
            @org.jspecify.annotations.Nullable AtomicLong gauge,
            @org.jspecify.annotations.Nullable Long value) {
        if (gauge != null && value != null) {
            gauge.set(value);
        }
    }
}
