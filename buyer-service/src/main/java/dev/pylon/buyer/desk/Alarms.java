package dev.pylon.buyer.desk;

import dev.pylon.buyer.course.Effect;
import dev.pylon.buyer.course.Happening;
import dev.pylon.buyer.course.Step;
import dev.pylon.buyer.job.Job;
import dev.pylon.nostr.event.EventId;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Looks at jobs when their time comes: a window of quotes closes, patience is over. The times are
 * on record; should an alarm be lost with its process, {@link Sweeper} finds the job a little
 * later.
 */
@Component
class Alarms implements StepListener, Resumable {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private final Desk desk;

    Alarms(Desk desk) {
        this.desk = desk;
        desk.listen(this);
    }

    @Override
    public void committed(Step step) {
        boolean fresh = step.before().lastSeq() == 0;
        if (fresh || !step.before().deadline().equals(step.after().deadline())) {
            setDeadline(step.after());
        }
        for (Effect effect : step.effects()) {
            if (effect instanceof Effect.LookAgain again) {
                set(step.after().id(), again.at(), new Happening.Reconsidered());
            }
        }
    }

    @Override
    public Mono<Void> resume(Job job) {
        return Mono.fromRunnable(() -> {
            if (!job.patienceOver()) {
                setDeadline(job);
            }
            if (job.windowClosesAt() != null) {
                set(job.id(), job.windowClosesAt(), new Happening.Reconsidered());
            }
        });
    }

    private void setDeadline(Job job) {
        set(job.id(), job.deadline(), new Happening.PatienceOver());
    }

    private void set(EventId job, Instant at, Happening happening) {
        Duration wait = Duration.between(desk.now(), at);
        Mono.delay(wait.isNegative() ? Duration.ZERO : wait)
                .flatMap(due -> isStillOf(job, happening))
                .subscribe(
                        step -> {},
                        failure ->
                                LOG.atWarn()
                                        .addKeyValue("job", job.hex())
                                        .addKeyValue("error", failure.toString())
                                        .log("an alarm was missed"));
    }

    /** Most jobs have ended long before their deadline: nothing is written for those. */
    private Mono<Step> isStillOf(EventId id, Happening happening) {
        return desk.look(id)
                .filter(job ->
                        !(happening instanceof Happening.PatienceOver) || job.work().isOpen())
                .flatMap(job -> desk.tell(id, happening));
    }
}
