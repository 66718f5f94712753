package dev.pylon.provider.meters;

import dev.pylon.primitives.Msat;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts what becomes of jobs, and how long each stage of theirs takes. */
@Component
public class JobMeters {
    /** A part of a job's way. */
    public enum Stage {
        /** From hearing of it to its stored quote. */
        QUOTE,
        /** From its stored quote to the news of its payment. */
        PAYMENT,
        /** From taking it up to its stored result. */
        WORK,
        /** From its stored result to the first relay that has it. */
        DELIVERY
    }

    private final MeterRegistry meters;

    JobMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    public void accepted() {
        meters.counter("provider.jobs.accepted").increment();
    }

    /**
     * @param code the reason that was told
     */
    public void refused(String code) {
        meters.counter("provider.jobs.refused", "reason", code).increment();
    }

    /**
     * @param code what the error feedback begins with
     */
    public void failed(String code) {
        meters.counter("provider.jobs.failed", "reason", code).increment();
    }

    public void took(Stage stage, Instant since) {
        Duration time = Duration.between(since, Instant.now());
        Timer.builder("provider.stage")
                .description("how long each stage of a job took")
                .tag("stage", stage.name().toLowerCase(Locale.ROOT))
                .register(meters)
                .record(time.isNegative() ? Duration.ZERO : time);
    }

    public void refunded(Msat amount) {
        meters.counter("provider.refunds", "outcome", "refunded").increment();
        meters.counter("provider.refunded.msat").increment(amount.value());
    }

    /** The wallet can't give it back; the job stays paid and undelivered. */
    public void notRefundable() {
        meters.counter("provider.refunds", "outcome", "impossible").increment();
    }
}
