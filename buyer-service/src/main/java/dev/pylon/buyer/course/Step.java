package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.JobEvent;
import dev.pylon.buyer.job.Problem;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happenings did to a job.
 *
 * @param selections made and ended, in order
 * @param payments what became of attempts to pay, in order
 * @param result the believed result, if it came in this step
 * @param refusals of what persons asked for: one entry per happening that was taken in, null where
 *     there is none
 */
public record Step(
        Instant at,
        Job before,
        Job after,
        List<JobEvent> events,
        List<ReplyRecord> replies,
        List<Selection> selections,
        List<PaymentNote> payments,
        List<Effect> effects,
        @Nullable Delivery result,
        List<@Nullable Refusal> refusals) {
    public Step {
        events = List.copyOf(events);
        replies = List.copyOf(replies);
        selections = List.copyOf(selections);
        payments = List.copyOf(payments);
        effects = List.copyOf(effects);
        refusals = Collections.unmodifiableList(new ArrayList<>(refusals));
    }

    /**
     * A believed result.
     *
     * @param event as signed by the provider
     */
    public record Delivery(Event event, String content) {}

    /**
     * A provider was selected, or is no longer.
     *
     * @param endedBecause null if this is the beginning
     */
    public record Selection(PublicKey provider, @Nullable Problem endedBecause) {}

    /** How many of the happenings are in it; the others are for the next step. */
    public int taken() {
        return refusals.size();
    }

    /** Whether there is anything to be kept. */
    public boolean isChange() {
        return after.version() != before.version();
    }
}
