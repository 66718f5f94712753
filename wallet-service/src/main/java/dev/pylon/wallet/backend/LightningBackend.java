package dev.pylon.wallet.backend;

import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A Lightning node, or something that stands in for one. Implementations translate; they decide
 * nothing, keep no balance and never try twice. Safe for use by many at once.
 *
 * <p>A Mono that ends in an error means the same as {@link PaymentOutcome.Unknown}: nothing is
 * known of what the backend did.
 */
public interface LightningBackend {
    /** As configured and shown: {@code ledger}, {@code lnd} … */
    String name();

    Set<Capability> capabilities();

    /** A sentence for people on what it can't do, if there is something they will trip over. */
    default Optional<String> note() {
        return Optional.empty();
    }

    Mono<CreatedInvoice> create(InvoiceRequest request);

    /**
     * Pays an invoice, once. Called at most once for each attempt that the wallet makes.
     *
     * @param amount what the invoice asks for, or what the payer chose where it names no amount
     * @param maxFee the most that routing may cost, where the backend has {@link
     *     Capability#FEE_LIMIT}
     * @param timeout when to answer {@link PaymentOutcome.Unknown} at the latest; it bounds the
     *     answer, not the payment
     */
    Mono<PaymentOutcome> pay(Invoice invoice, Msat amount, Msat maxFee, Duration timeout);

    /**
     * What has become of a payment.
     *
     * @param sentAt when the attempt was made that is asked about. Of an earlier attempt for the
     *     same hash nothing may be told: where the backend knows only of such, or of none at all,
     *     the answer is {@link PaymentOutcome.Unknown}
     */
    Mono<PaymentOutcome> lookUpOutgoing(PaymentHash hash, Instant sentAt);

    /**
     * Payments that came from outside for invoices of this wallet, those after the cursor first,
     * then as they come. At least once, in order. Never ends by itself.
     */
    Flux<IncomingSettlement> settlements(SettlementCursor from);

    /** Makes an invoice unpayable from outside. Nothing happens if it is already, or is paid. */
    Mono<Void> cancel(PaymentHash hash);

    /**
     * All that the backend holds for this wallet, channel reserves and payments in flight included.
     */
    Mono<Msat> balance();
}
