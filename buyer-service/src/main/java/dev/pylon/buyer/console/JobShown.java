package dev.pylon.buyer.console;

import static dev.pylon.kit.console.Shown.duration;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.MoneyState;
import dev.pylon.api.buyer.QuoteView;
import dev.pylon.api.buyer.Timings;
import dev.pylon.api.buyer.WorkState;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.console.ConsoleSession;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job with its thread, and what may be done with it now. */
public record JobShown(ConsoleSession session, JobView job, List<JobEventView> events) {
    private static final Set<WorkState> OPEN =
            Set.of(WorkState.REQUESTED, WorkState.ACCEPTED, WorkState.RUNNING);
    private static final Set<MoneyState> UNPAID =
            Set.of(MoneyState.NONE, MoneyState.QUOTED, MoneyState.FAILED);

    public JobShown {
        events = List.copyOf(events);
    }

    /** A step of the way from order to result. */
    public record Stage(String name, @Nullable Long millis) {}

    /** Whether nothing more is expected. */
    public boolean isOver() {
        return events.stream()
                .anyMatch(event ->
                        event.type() == JobEventType.FINISHED && event.state() == job.state());
    }

    /** The number of the newest event. */
    public long seq() {
        return events.isEmpty() ? 0 : events.getLast().seq();
    }

    /** Quotes that may be paid by whoever looks. */
    public List<QuoteView> payable() {
        boolean may = session.may(Scope.JOBS_WRITE) && session.may(Scope.WALLET_PAY);
        return may && UNPAID.contains(job.money())
                ? job.quotes().stream().filter(QuoteView::payable).toList()
                : List.of();
    }

    /** Whether whoever looks may take the job back. */
    public boolean cancellable() {
        return session.may(Scope.JOBS_WRITE)
                && OPEN.contains(job.work())
                && UNPAID.contains(job.money());
    }

    /** The text so far, or the result. */
    public String text() {
        if (job.result() != null) {
            return job.result();
        }
        return job.partial() == null ? "" : job.partial();
    }

    /** Each with the milliseconds since submission. */
    public List<Stage> stages() {
        Timings timings = job.timings();
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage("Taken by a relay", timings.acceptedMs()));
        stages.add(new Stage("Quoted", timings.quotedMs()));
        stages.add(new Stage("Paid", timings.paidMs()));
        stages.add(new Stage("First text", timings.firstTextMs()));
        stages.add(new Stage("Result", timings.resultMs()));
        return stages;
    }

    /** When something happened, after the submission. */
    public String after(JobEventView event) {
        return "+" + duration(Duration.between(job.createdAt(), event.at()).abs().toMillis());
    }

    /** A provider's key as people read it. */
    public String npub(String hex) {
        return PublicKeys.npub(PublicKey.fromHex(hex));
    }

    /** What the job has cost in all; null as long as nothing is paid. */
    public @Nullable Msat cost() {
        Msat paid = job.paidMsat();
        return paid == null || job.feeMsat() == null ? paid : paid.plus(job.feeMsat());
    }
}
