package dev.pylon.buyer.job;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Msat;

/**
 * One attempt to pay one provider for one job. The next has the next number and is only made after
 * the one before has provably failed or come back.
 *
 * @param number from 1, within the job
 */
public record Attempt(
        int number, PublicKey provider, PaymentHash hash, String bolt11, Msat amount) {

    /** The same for every repeat of this attempt, and for no other. */
    public String idempotencyKey(EventId job) {
        return "job-" + job.hex() + "-" + provider.hex() + "-" + number;
    }
}
