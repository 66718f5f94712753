package dev.pylon.buyer.job;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Msat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a provider asks for a job.
 *
 * @param event the reply that said so
 * @param amount of the invoice, or what the reply claims if there is no readable invoice; null for
 *     an offer to begin without payment
 * @param bolt11 null if there is none that can be read
 * @param hash null where {@code bolt11} is
 * @param expiresAt null where {@code bolt11} is
 * @param problem why we would not pay it; null if we would
 */
public record Quote(
        PublicKey provider,
        EventId event,
        @Nullable Msat amount,
        @Nullable String bolt11,
        @Nullable PaymentHash hash,
        @Nullable Instant expiresAt,
        @Nullable Problem problem,
        Instant at) {

    /** The provider begins without being paid: for nothing, or for payment afterwards. */
    public static Quote offer(PublicKey provider, EventId event, Instant at) {
        return new Quote(provider, event, null, null, null, null, null, at);
    }

    public boolean isOffer() {
        return amount == null;
    }

    /** Whether it is an offer to begin without payment that may be taken. */
    public boolean isOpenOffer() {
        return isOffer() && problem == null;
    }

    /** Whether this is an invoice that we would pay at this moment. */
    public boolean isPayable(Instant now) {
        return bolt11 != null && problem == null && !isExpired(now);
    }

    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** Whether what is wrong with it is on our side and can be mended: too little money. */
    public boolean isShortOfFunds() {
        return problem != null && Funds.isShortage(problem);
    }

    /** Whether it is an invoice that a person could decide to pay, now or with more money. */
    public boolean mayBePaid(Instant now) {
        return bolt11 != null && !isExpired(now) && (problem == null || isShortOfFunds());
    }

    public Quote withProblem(@Nullable Problem now) {
        return new Quote(provider, event, amount, bolt11, hash, expiresAt, now, at);
    }

    /** The attempt to pay it. */
    public Attempt attempt(int number) {
        if (bolt11 == null || hash == null || amount == null) {
            throw new IllegalStateException("nothing to pay in the quote of " + provider);
        }
        return new Attempt(number, provider, hash, bolt11, amount);
    }
}
