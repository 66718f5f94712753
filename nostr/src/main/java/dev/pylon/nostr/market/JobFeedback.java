package dev.pylon.nostr.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Msat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Feedback on a job, kind 7000.
 *
 * @param rawStatus as it was written
 * @param info the status's further words
 * @param bolt11 an invoice, if what stood beside the amount looked like one
 * @param sequence of a partial result of ours: the highest one is the newest
 */
public record JobFeedback(
        Event event,
        EventId job,
        FeedbackStatus status,
        String rawStatus,
        Optional<String> info,
        Optional<Msat> amount,
        Optional<String> bolt11,
        String content,
        OptionalLong sequence) {
    /** Why the provider refuses the job, if this says so in a code we know. */
    public Optional<RefusalReason> refusal() {
        return status == FeedbackStatus.ERROR ? info.flatMap(RefusalReason::in) : Optional.empty();
    }

    public PublicKey provider() {
        return event.pubkey();
    }
}
