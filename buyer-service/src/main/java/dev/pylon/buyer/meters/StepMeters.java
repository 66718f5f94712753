package dev.pylon.buyer.meters;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.buyer.course.ReplyRecord;
import dev.pylon.buyer.course.Step;
import dev.pylon.buyer.desk.Desk;
import dev.pylon.buyer.desk.StepListener;
import dev.pylon.buyer.desk.Words;
import dev.pylon.buyer.job.JobEvent;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Times;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts what happens to jobs, and takes the time of their stages. */
@Component
class StepMeters implements StepListener {
    /** Codes that our own rules make; a stranger's words never become a label. */
    private static final Set<JobEventType> PAYMENT =
            Set.of(
                    JobEventType.PAID,
                    JobEventType.PAYMENT_FAILED,
                    JobEventType.PAYMENT_UNKNOWN,
                    JobEventType.REFUNDED);

    private final MeterRegistry meters;

    StepMeters(MeterRegistry meters, Desk desk) {
        this.meters = meters;
        desk.listen(this);
    }

    @Override
    public void committed(Step step) {
        step.replies().forEach(this::rejected);
        step.events().forEach(this::event);
        Times before = step.before().times();
        Times after = step.after().times();
        Instant start = step.after().terms().submittedAt();
        stage("accepted", start, before.accepted(), after.accepted());
        stage("quoted", start, before.quoted(), after.quoted());
        stage("paid", start, before.paid(), after.paid());
        stage("first-text", start, before.firstText(), after.firstText());
        stage("result", start, before.result(), after.result());
    }

    private void rejected(ReplyRecord reply) {
        Problem rejection = reply.rejection();
        if (rejection != null) {
            meters.counter("buyer.replies.rejected", "reason", rejection.code()).increment();
        }
    }

    private void event(JobEvent event) {
        if (event.type() == JobEventType.SUBMITTED) {
            meters.counter("buyer.jobs.submitted").increment();
        } else if (event.type() == JobEventType.FINISHED) {
            meters.counter("buyer.jobs.finished", "state", Words.of(event.state())).increment();
        } else if (PAYMENT.contains(event.type())) {
            meters.counter("buyer.payments", "outcome", Words.of(event.type())).increment();
        }
    }

    private void stage(
            String stage, Instant start, @Nullable Instant before, @Nullable Instant after) {
        if (before == null && after != null) {
            Timer.builder("buyer.stage")
                    .description("from submission to this stage of a job")
                    .tag("stage", stage)
                    .publishPercentiles(0.5, 0.95, 0.99)
                    .register(meters)
                    .record(Duration.between(start, after));
        }
    }
}
