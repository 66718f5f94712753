package dev.pylon.buyer.desk;

import dev.pylon.buyer.course.Happening;
import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.kit.lease.LeaderLease;
import dev.pylon.nostr.event.EventId;
import java.time.Duration;
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
 * Finds jobs whose time has come and that nobody looked at, gives up what is too old, and removes
 * what was kept long enough. One replica does it.
 */
@Component
class Sweeper implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final long CLEAN_EVERY = 150;
    private static final int BATCH = 200;

    private static final String PATIENCE_OVER =
            """
            select id from job
            where not patience_over and work in ('requested', 'accepted', 'running')
              and deadline < now() - interval '1 second'
            order by deadline limit :batch
            """;

    private static final String WINDOW_CLOSED =
            """
            select id from job
            where not patience_over and work = 'requested' and selected is null and auto_pay
              and window_closes_at < now() - interval '1 second'
              and money in ('none', 'quoted') and deadline > now()
            limit :batch
            """;

    private static final String TOO_OLD =
            """
            select id from job
            where patience_over and work in ('requested', 'accepted', 'running') and money in ('none', 'quoted')
              and deadline < now() - make_interval(secs => :late)
            limit :batch
            """;

    private static final String KEPT_LONG_ENOUGH =
            """
            delete from job where id in (
                select id from job
                where updated_at < now() - make_interval(secs => :keep)
                  and (work in ('cancelled', 'expired')
                       or (work = 'delivered' and money in ('none', 'settled', 'refunded'))
                       or (work in ('refused', 'failed') and money not in ('paying', 'unknown', 'paid')))
                limit :batch)
            """;

    private final DatabaseClient database;
    private final Desk desk;
    private final LeaderLease lease;
    private final BuyerSettings settings;
    private volatile Disposable running = Disposables.disposed();

    Sweeper(DatabaseClient database, Desk desk, LeaderLease lease, BuyerSettings settings) {
        this.database = database;
        this.desk = desk;
        this.lease = lease;
        this.settings = settings;
    }

    @Override
    public void start() {
        running =
                lease.whileLeading(
                                "buyer-sweep",
                                () ->
                                        Flux.interval(PERIOD)
                                                .onBackpressureDrop()
                                                .concatMap(tick ->
                                                        sweep(tick)
                                                                .onErrorResume(failure -> {
                                                                    LOG.atWarn()
                                                                            .addKeyValue(
                                                                                    "error",
                                                                                    failure
                                                                                            .toString())
                                                                            .log("a sweep failed");
                                                                    return Mono.empty();
                                                                })))
                        .subscribe();
    }

    private Mono<Void> sweep(long tick) {
        Mono<Void> due =
                tell(PATIENCE_OVER, new Happening.PatienceOver())
                        .then(tell(WINDOW_CLOSED, new Happening.Reconsidered()));
        return tick % CLEAN_EVERY == 0 ? due.then(giveUp()).then(remove()) : due;
    }

    private Mono<Void> tell(String which, Happening happening) {
        return tell(database.sql(which).bind("batch", BATCH), happening);
    }

    private Mono<Void> tell(DatabaseClient.GenericExecuteSpec which, Happening happening) {
        return which.map(row -> EventId.fromHex(Sql.get(row, "id", String.class)))
                .all()
                .collectList()
                .flatMapIterable(found -> found)
                .concatMap(id -> desk.tell(id, happening))
                .then();
    }

    private Mono<Void> giveUp() {
        return tell(
                database.sql(TOO_OLD)
                        .bind("batch", BATCH)
                        .bind("late", settings.lateFor().toSeconds()),
                new Happening.GivenUp());
    }

    private Mono<Void> remove() {
        return database.sql(KEPT_LONG_ENOUGH)
                .bind("batch", BATCH)
                .bind("keep", settings.keepFor().toSeconds())
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
