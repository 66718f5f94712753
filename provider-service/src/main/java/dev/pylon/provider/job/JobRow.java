package dev.pylon.provider.job;

import dev.pylon.nostr.event.Event;
import dev.pylon.primitives.Msat;
import java.time.Instant;
import java.util.Optional;

/**
 * A job as its row has it.
 *
 * @param id the request's id, 64 hex digits
 * @param request as it was signed
 * @param policy before, after or free
 * @param fence shown by every change of whoever works on it
 * @param quotedAt when its invoice was stored
 * @param finishedAt when its result was stored
 * @param fetchedInput what its inputs pointed to; empty if the request has its text itself
 */
public record JobRow(
        String id,
        Event request,
        String policy,
        Optional<String> model,
        Optional<String> backend,
        String work,
        String money,
        Optional<Msat> price,
        Optional<String> paymentHash,
        Optional<String> bolt11,
        Optional<String> resultEventId,
        int attempts,
        long fence,
        Instant receivedAt,
        Optional<Instant> quotedAt,
        Optional<Instant> finishedAt,
        Optional<String> fetchedInput) {
    /** Whether it ended without a result; a payment that comes all the same is returned. */
    public boolean isOver() {
        return switch (work) {
            case "expired", "cancelled", "refused", "failed" -> true;
            default -> false;
        };
    }

    public boolean isPaid() {
        return "paid".equals(money);
    }

    public boolean isPaidBefore() {
        return "before".equals(policy);
    }
}
