package dev.pylon.wallet;

import dev.pylon.lightning.Bolt11;
import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.InvoiceDraft;
import dev.pylon.lightning.Network;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.backend.Capability;
import dev.pylon.wallet.backend.CreatedInvoice;
import dev.pylon.wallet.backend.IncomingSettlement;
import dev.pylon.wallet.backend.InvoiceRequest;
import dev.pylon.wallet.backend.LightningBackend;
import dev.pylon.wallet.backend.PaymentOutcome;
import dev.pylon.wallet.backend.SettlementCursor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A node that does what the test says, and remembers what it was asked. */
public final class ScriptedBackend implements LightningBackend {
    private static final byte[] KEY = Preimage.random().value().toBytes();
    private static final byte[] FOREIGN_KEY = Preimage.random().value().toBytes();

    public final List<PaymentHash> paid = new CopyOnWriteArrayList<>();
    public final List<PaymentHash> lookedUp = new CopyOnWriteArrayList<>();
    public final List<PaymentHash> cancelled = new CopyOnWriteArrayList<>();
    public final List<SettlementCursor> readFrom = new CopyOnWriteArrayList<>();
    public final Sinks.Many<IncomingSettlement> incoming =
            Sinks.many().multicast().onBackpressureBuffer();

    public volatile Function<Invoice, Mono<PaymentOutcome>> onPay =
            invoice -> Mono.just(new PaymentOutcome.Unknown("not scripted"));
    public volatile Function<PaymentHash, Mono<PaymentOutcome>> onLookUp =
            hash -> Mono.just(new PaymentOutcome.Unknown("not scripted"));
    public volatile Msat holds = Msat.ZERO;
    public volatile boolean tellsPreimages = true;

    /** An invoice of some other node. */
    public static Invoice foreignInvoice(Preimage preimage, long msat) {
        return foreignInvoice(preimage, msat, Duration.ofHours(1));
    }

    public static Invoice foreignInvoice(Preimage preimage, long msat, Duration expiry) {
        return Bolt11.encode(
                InvoiceDraft.of(Network.REGTEST, preimage.hash(), "elsewhere")
                        .withAmount(Msat.of(msat))
                        .withTimes(Instant.now(), expiry),
                FOREIGN_KEY);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.PAY, Capability.FEE_LIMIT, Capability.STREAM);
    }

    @Override
    public Mono<CreatedInvoice> create(InvoiceRequest request) {
        Preimage preimage = Preimage.random();
        InvoiceDraft draft =
                InvoiceDraft.of(Network.REGTEST, preimage.hash(), request.description())
                        .withTimes(Instant.now(), request.expiry());
        Invoice invoice = Bolt11.encode(request.amount().map(draft::withAmount).orElse(draft), KEY);
        return Mono.just(
                new CreatedInvoice(
                        invoice, tellsPreimages ? Optional.of(preimage) : Optional.empty()));
    }

    @Override
    public Mono<PaymentOutcome> pay(Invoice invoice, Msat amount, Msat maxFee, Duration timeout) {
        return Mono.defer(() -> {
            paid.add(invoice.paymentHash());
            return onPay.apply(invoice);
        });
    }

    @Override
    public Mono<PaymentOutcome> lookUpOutgoing(PaymentHash hash, Instant sentAt) {
        return Mono.defer(() -> {
            lookedUp.add(hash);
            return onLookUp.apply(hash);
        });
    }

    @Override
    public Flux<IncomingSettlement> settlements(SettlementCursor from) {
        readFrom.add(from);
        return incoming.asFlux();
    }

    @Override
    public Mono<Void> cancel(PaymentHash hash) {
        return Mono.fromRunnable(() -> cancelled.add(hash));
    }

    @Override
    public Mono<Msat> balance() {
        return Mono.fromSupplier(() -> holds);
    }
}
