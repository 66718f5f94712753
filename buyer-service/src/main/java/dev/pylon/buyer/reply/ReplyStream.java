package dev.pylon.buyer.reply;

import dev.pylon.buyer.desk.Desk;
import dev.pylon.buyer.desk.Sql;
import dev.pylon.buyer.relays.Listening;
import dev.pylon.nostr.event.Event;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * All replies, from the start of the service to its end. Those to one job in their order, those to
 * different jobs side by side.
 */
@Component
class ReplyStream implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyStream.class);

    /** For clocks that differ, and for what was signed long before it was published. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private static final int LANES = 64;

    private final Listening listening;
    private final Intake intake;
    private final DatabaseClient database;
    private final Desk desk;
    private volatile Disposable running = Disposables.disposed();

    ReplyStream(Listening listening, Intake intake, DatabaseClient database, Desk desk) {
        this.listening = listening;
        this.intake = intake;
        this.database = database;
        this.desk = desk;
    }

    @Override
    public void start() {
        running =
                since().flatMapMany(listening::replies)
                        .groupBy(ReplyStream::lane, LANES)
                        .flatMap(lane -> lane.concatMap(intake::take), LANES)
                        .retryWhen(
                                Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200))
                                        .maxBackoff(Duration.ofSeconds(5))
                                        .doBeforeRetry(signal ->
                                                LOG.atError()
                                                        .setCause(signal.failure())
                                                        .log(
                                                                "listening was interrupted and begins anew")))
                        .subscribe();
    }

    private static int lane(Event event) {
        return Intake.jobOf(event).map(job -> Math.floorMod(job.hashCode(), LANES)).orElse(0);
    }

    /** Since the oldest job about which something may still be said. */
    private Mono<Instant> since() {
        return database.sql(
                        """
                        select coalesce(min(created_at), now()) as since from job
                        where work in ('requested', 'accepted', 'running') or money in ('paying', 'unknown')
                        """)
                .map(row -> Sql.get(row, "since", Instant.class))
                .one()
                .defaultIfEmpty(desk.now())
                .map(oldest -> oldest.minus(MARGIN));
    }

    @Override
    public void stop() {
        listening.end();
        running.dispose();
    }

    @Override
    public boolean isRunning() {
        return !running.isDisposed();
    }

    /** Before jobs are published. */
    @Override
    public int getPhase() {
        return 0;
    }
}
