package dev.pylon.buyer.desk;

import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Work;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Signer;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;

/**
 * Proofs of purchase: an event of ours that ties the preimage, which only a payer gets, to what was
 * asked and what was delivered. It is not published; its owner may show it to whom it likes.
 */
final class Receipts {
    /** Application-specific data (NIP-78). */
    private static final int KIND = 30_078;

    private final Signer identity;

    Receipts(Signer identity) {
        this.identity = identity;
    }

    /**
     * @throws IllegalArgumentException if the job is not both paid and delivered
     */
    Event of(Job job) {
        if (!(job.money() instanceof Money.Settled paid)
                || !(job.work() instanceof Work.Delivered delivered)) {
            throw new IllegalArgumentException("no receipt before payment and delivery");
        }
        String id = job.id().hex();
        Tags tags =
                Tags.of(
                        Tag.of("d", "pylon:receipt:" + id),
                        Tag.of("e", id, "", "request"),
                        Tag.of("e", delivered.result().hex(), "", "result"),
                        Tag.of("p", paid.attempt().provider().hex()),
                        Tag.of("payment_hash", paid.attempt().hash().hex()),
                        Tag.of("preimage", paid.preimage().hex()),
                        Tag.of("amount", Long.toString(paid.attempt().amount().value())),
                        Tag.of("bolt11", paid.attempt().bolt11()));
        return EventTemplate.of(KIND, tags, "paid and delivered").sign(identity);
    }
}
