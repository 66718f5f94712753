package dev.pylon.kit.lease;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What only one replica may do at a time. The leader renews its lease every few seconds; if it dies
 * or loses the database, another leads when the lease is over, and by then the first has stopped.
 */
public final class LeaderLease {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLease.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEWAL = Duration.ofSeconds(4);

    private final DatabaseClient database;
    private final String holder = UUID.randomUUID().toString();

    public LeaderLease(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Runs the work while this process leads, again each time it becomes the leader. Ends only by
     * being cancelled, which gives the lease up.
     *
     * @param work ends when leadership is lost; if it ends or fails by itself it is started again
     *     after a while
     */
    public Flux<Void> whileLeading(String name, Supplier<? extends Publisher<?>> work) {
        return Flux.interval(Duration.ZERO, RENEWAL)
                .onBackpressureDrop()
                .concatMap(
                        tick ->
                                acquire(name)
                                        .timeout(RENEWAL)
                                        .onErrorResume(failure -> {
                                            LOG.atWarn()
                                                    .addKeyValue("lease", name)
                                                    .addKeyValue("error", failure.toString())
                                                    .log("lease not renewed");
                                            return Mono.just(false);
                                        }),
                        1)
                .distinctUntilChanged()
                .switchMap(leading -> leading ? keepGoing(name, work) : Flux.<Void>empty())
                .doFinally(signal -> release(name).subscribe(done -> {}, failure -> {}));
    }

    private static Flux<Void> keepGoing(String name, Supplier<? extends Publisher<?>> work) {
        return Mono.defer(() -> Flux.from(work.get()).then())
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("lease", name)
                            .addKeyValue("error", failure.toString())
                            .log("leader's work failed");
                    return Mono.empty();
                })
                .thenMany(Flux.<Void>empty())
                .repeatWhen(ended -> ended.delayElements(Duration.ofSeconds(1)));
    }

    private Mono<Boolean> acquire(String name) {
        return database.sql(
                        """
                        insert into kit_lease as l (name, holder, fence, until)
                        values (:name, :holder, 1, now() + make_interval(secs => :lease))
                        on conflict (name) do update
                            set fence = l.fence + case when l.holder = excluded.holder then 0 else 1 end,
                                holder = excluded.holder, until = excluded.until
                            where l.holder = excluded.holder or l.until < now()
                        returning fence
                        """)
                .bind("name", name)
                .bind("holder", holder)
                .bind("lease", LEASE.toSeconds())
                .map(row -> true)
                .one()
                .defaultIfEmpty(false);
    }

    private Mono<Void> release(String name) {
        return database.sql("delete from kit_lease where name = :name and holder = :holder")
                .bind("name", name)
                .bind("holder", holder)
                .then();
    }
}
