package dev.pylon.buyer.course;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.PublishOutcome;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.RelayAnswer;
import dev.pylon.buyer.job.Shown;
import dev.pylon.buyer.job.Work;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.relayclient.RelayUrl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes a job from one state to the next. */
public final class Course {
    private final Draft job;

    private Course(Draft job) {
        this.job = job;
    }

    /** The first step of a new job: it is on record, and nobody has been told yet. */
    public static Step submit(Job job, Rules rules, Instant now) {
        Draft draft = new Draft(job, rules, now);
        draft.tell(JobEventType.SUBMITTED);
        return draft.toStep(List.of());
    }

    /**
     * What these happenings, in this order, do to the job. A step ends with the happening that has
     * brought work or money to another stage, so that every stage is on record.
     */
    public static Step run(Job job, List<Happening> happenings, Rules rules, Instant now) {
        return run(job, happenings, rules, now, Known.NOTHING, Set.of());
    }

    /**
     * @param usedInvoices what was paid, or is being paid, for other jobs
     */
    public static Step run(
            Job job,
            List<Happening> happenings,
            Rules rules,
            Instant now,
            Known known,
            Set<PaymentHash> usedInvoices) {
        Draft draft = new Draft(job, rules, now);
        draft.known(known);
        draft.usedInvoices(usedInvoices);
        Course course = new Course(draft);
        List<@Nullable Refusal> refusals = new ArrayList<>();
        for (Happening happening : happenings) {
            refusals.add(course.take(happening));
            Choosing choosing = new Choosing(draft);
            choosing.decide();
            if (!choosing.willFailOver()) {
                draft.finish(choosing.isStuckForMoney());
            }
            if (draft.isElsewhere()) {
                break;
            }
        }
        return draft.toStep(refusals);
    }

    private @Nullable Refusal take(Happening happening) {
        switch (happening) {
            case Happening.RelayAnswered answered ->
                    relayAnswered(answered.relay(), answered.answer());
            case Happening.Replied replied ->
                    new Hearing(job).hear(replied.reply(), replied.again());
            case Happening.Reconsidered _ -> new Choosing(job).failOver();
            case Happening.WalletAnswered answered ->
                    new Paying(job).walletAnswered(answered.attempt(), answered.outcome());
            case Happening.RefundSeen seen -> new Paying(job).refundSeen(seen.attempt());
            case Happening.RefundNotSeen _ -> new Paying(job).refundNotSeen();
            case Happening.PayAsked asked -> {
                return new Paying(job).payAsked(asked.provider(), asked.shortage());
            }
            case Happening.CancelAsked _ -> {
                return cancelAsked();
            }
            case Happening.PatienceOver _ -> patienceOver();
            case Happening.GivenUp _ -> givenUp();
        }
        return null;
    }

    private void relayAnswered(RelayUrl relay, RelayAnswer answer) {
        RelayAnswer before = job.relays.get(relay);
        boolean news =
                before != null
                        && !before.equals(answer)
                        && before.outcome() != PublishOutcome.ACCEPTED;
        if (!news) {
            return;
        }
        job.relays.put(relay, answer);
        if (answer.outcome() == PublishOutcome.ACCEPTED) {
            job.times = job.times.acceptedAt(job.now);
        }
        job.tellRelay(relay, answer);
        failIfNoRelayTookIt();
    }

    /** A relay that cannot be reached may be back before time is up. */
    private void failIfNoRelayTookIt() {
        boolean none =
                job.relays.values().stream()
                        .allMatch(answer -> answer.outcome() == PublishOutcome.REFUSED);
        if (none && job.work instanceof Work.Requested && job.quotes.isEmpty()) {
            StringBuilder why = new StringBuilder("no relay took the job");
            job.relays.forEach((relay, answer) ->
                    why.append("; ")
                            .append(relay)
                            .append(": ")
                            .append(
                                    answer.words() == null
                                            ? answer.outcome().word()
                                            : answer.words()));
            job.become(new Work.Failed(new Problem("not-published", why.toString())));
        }
    }

    private @Nullable Refusal cancelAsked() {
        if (job.work instanceof Work.Cancelled) {
            return null;
        }
        if (job.work.isClosed() || job.work instanceof Work.Delivered) {
            return Refusal.of("job-finished", "the job is " + job.state().word());
        }
        if (job.money instanceof Money.Paid) {
            return Refusal.of("already-paid", "the job has been paid for");
        }
        if (job.money.isMoving()) {
            return Refusal.of(
                    "payment-under-way", "a payment is under way; it cannot be called back");
        }
        if (!job.work.isOpen()) {
            return Refusal.of("job-finished", "the job is " + job.state().word());
        }
        job.become(Work.CANCELLED);
        job.tell(JobEventType.CANCELLED);
        job.afterwards(new Effect.Retract());
        return null;
    }

    /** Our patience is over, not the job: a late result still completes it. */
    private void patienceOver() {
        if (job.patienceOver) {
            return;
        }
        boolean ended = Shown.isFinal(job.state()) && job.state() != JobState.TIMED_OUT;
        job.patienceOver = true;
        if (job.money instanceof Money.Paid paid && job.work.isOpen()) {
            job.afterwards(new Effect.SeekRefund(paid.attempt()));
        }
        job.finish(!ended);
    }

    private void givenUp() {
        boolean unpaid = job.money instanceof Money.None || job.money instanceof Money.Quoted;
        if (job.work.isOpen() && unpaid && job.patienceOver) {
            job.become(Work.EXPIRED);
        }
    }
}
