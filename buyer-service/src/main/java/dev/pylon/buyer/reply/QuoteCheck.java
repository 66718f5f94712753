package dev.pylon.buyer.reply;

import dev.pylon.buyer.course.Reasons;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.Terms;
import dev.pylon.lightning.Bolt11;
import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.MalformedInvoice;
import dev.pylon.lightning.Network;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.market.RejectionReason;
import dev.pylon.primitives.Msat;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a provider asks for may be paid: the invoice itself is read, for nothing else that a
 * provider says about its price binds it.
 */
final class QuoteCheck {
    private final Network network;

    QuoteCheck(Network network) {
        this.network = network;
    }

    /**
     * @param claimed the quote's {@code amount} tag
     * @param bolt11 the invoice in it, if there is something that looks like one
     */
    Quote check(
            Terms terms,
            PublicKey provider,
            EventId event,
            Optional<Msat> claimed,
            Optional<String> bolt11,
            Instant now) {
        if (bolt11.isEmpty()) {
            return unreadable(
                    provider,
                    event,
                    claimed,
                    Reasons.because(
                            RejectionReason.UNPAYABLE_HERE, "the quote has no Lightning invoice"),
                    now);
        }
        Invoice invoice;
        try {
            invoice = Bolt11.decode(bolt11.get());
        } catch (MalformedInvoice e) {
            return unreadable(
                    provider,
                    event,
                    claimed,
                    Reasons.because(RejectionReason.BAD_INVOICE, String.valueOf(e.getMessage())),
                    now);
        }
        if (invoice.amount().isEmpty()) {
            return unreadable(
                    provider,
                    event,
                    claimed,
                    Reasons.because(RejectionReason.BAD_INVOICE, "the invoice names no amount"),
                    now);
        }
        Msat amount = invoice.amount().get();
        return new Quote(
                provider,
                event,
                amount,
                invoice.encoded(),
                invoice.paymentHash(),
                invoice.expiresAt(),
                objection(terms, claimed, invoice, amount, now),
                now);
    }

    private static Quote unreadable(
            PublicKey provider,
            EventId event,
            Optional<Msat> claimed,
            Problem problem,
            Instant now) {
        return new Quote(
                provider, event, claimed.orElse(Msat.ZERO), null, null, null, problem, now);
    }

    private @Nullable Problem objection(
            Terms terms, Optional<Msat> claimed, Invoice invoice, Msat amount, Instant now) {
        if (invoice.network() != network) {
            return Reasons.because(
                    RejectionReason.WRONG_NETWORK,
                    "the invoice is for "
                            + invoice.network().word()
                            + ", this buyer pays on "
                            + network.word());
        }
        if (claimed.isPresent() && !claimed.get().equals(amount)) {
            return Reasons.because(
                    RejectionReason.AMOUNT_MISMATCH,
                    "the quote says " + claimed.get() + ", its invoice " + amount);
        }
        Msat bid = terms.bid();
        if (bid != null && amount.isMoreThan(bid)) {
            return Reasons.because(
                    RejectionReason.AMOUNT_OVER_BID,
                    "the invoice asks for " + amount + ", the bid is " + bid);
        }
        if (invoice.isExpired(now)) {
            return Reasons.because(
                    RejectionReason.EXPIRED_INVOICE, "it expired at " + invoice.expiresAt());
        }
        return null;
    }
}
