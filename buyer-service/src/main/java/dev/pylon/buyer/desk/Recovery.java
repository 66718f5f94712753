package dev.pylon.buyer.desk;

import dev.pylon.buyer.course.Happening;
import dev.pylon.buyer.job.Job;
import dev.pylon.nostr.event.EventId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes up every open job when the service starts. */
@Component
class Recovery implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int AT_A_TIME = 8;

    private final DatabaseClient database;
    private final Desk desk;
    private final List<Resumable> work;
    private volatile Disposable running = Disposables.disposed();

    Recovery(DatabaseClient database, Desk desk, List<Resumable> work) {
        this.database = database;
        this.desk = desk;
        this.work = work;
    }

    @Override
    public void start() {
        running =
                open().flatMap(this::resume, AT_A_TIME)
                        .count()
                        .subscribe(
                                count ->
                                        LOG.atInfo()
                                                .addKeyValue("jobs", count)
                                                .log("open jobs taken up"),
                                failure ->
                                        LOG.atError()
                                                .setCause(failure)
                                                .log("open jobs cannot be read"));
    }

    private Flux<EventId> open() {
        return database.sql(
                        """
                        select id from job
                        where work in ('requested', 'accepted', 'running') or money in ('paying', 'unknown')
                           or awaiting_refund
                        order by created_at desc
                        """)
                .map(row -> EventId.fromHex(Sql.get(row, "id", String.class)))
                .all();
    }

    private Mono<EventId> resume(EventId id) {
        return desk.tell(id, new Happening.Reconsidered())
                .flatMap(step -> resume(step.after()))
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("job", id.hex())
                            .addKeyValue("error", failure.toString())
                            .log("an open job could not be taken up");
                    return Mono.empty();
                })
                .thenReturn(id);
    }

    /** Each on its own: what waits for a relay does not keep a payment waiting. */
    private Mono<Void> resume(Job job) {
        return Flux.fromIterable(work)
                .flatMap(part -> part.resume(job).onErrorComplete(), Math.max(1, work.size()))
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

    /** Before requests are taken. */
    @Override
    public int getPhase() {
        return 10;
    }
}
