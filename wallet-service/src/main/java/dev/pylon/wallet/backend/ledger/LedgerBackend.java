package dev.pylon.wallet.backend.ledger;

import dev.pylon.lightning.Bolt11;
import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.InvoiceDraft;
import dev.pylon.lightning.Network;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.backend.Capability;
import dev.pylon.wallet.backend.CreatedInvoice;
import dev.pylon.wallet.backend.FailureReason;
import dev.pylon.wallet.backend.IncomingSettlement;
import dev.pylon.wallet.backend.InvoiceRequest;
import dev.pylon.wallet.backend.LightningBackend;
import dev.pylon.wallet.backend.PaymentOutcome;
import dev.pylon.wallet.backend.SettlementCursor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Stands in for a node on regtest. Its invoices are real BOLT 11, signed by a key of its own, but
 * no node anywhere has that key: only accounts of this wallet can pay them, and this wallet can pay
 * only them.
 */
public final class LedgerBackend implements LightningBackend {
    private static final String FUNDED =
            "SELECT coalesce(sum(amount_msat), 0)::bigint AS total FROM funding";

    private final Network network;
    private final LedgerNode node;
    private final DatabaseClient database;
    private final Clock clock;

    /**
     * @throws IllegalArgumentException on any network but regtest
     */
    public LedgerBackend(Network network, DatabaseClient database, Clock clock) {
        if (network != Network.REGTEST) {
            throw new IllegalArgumentException(
                    "the ledger backend makes money out of nothing and so runs on regtest only, not on "
                            + network.word());
        }
        this.network = network;
        this.node = new LedgerNode(database);
        this.database = database;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public Optional<String> note() {
        return Optional.of(
                "Regtest money in this wallet's own ledger: its invoices are real BOLT 11, but only accounts of this"
                        + " wallet can pay them, and it can pay no others.");
    }

    @Override
    public Mono<CreatedInvoice> create(InvoiceRequest request) {
        return node.secretKey().map(key -> sign(request, key));
    }

    @Override
    public Mono<PaymentOutcome> pay(Invoice invoice, Msat amount, Msat maxFee, Duration timeout) {
        return Mono.just(
                new PaymentOutcome.Failed(
                        FailureReason.NO_ROUTE,
                        "The ledger backend has no way to other nodes; nothing was sent."));
    }

    @Override
    public Mono<PaymentOutcome> lookUpOutgoing(PaymentHash hash, Instant sentAt) {
        return Mono.just(
                new PaymentOutcome.Failed(
                        FailureReason.NO_ROUTE,
                        "The ledger backend never sends anything to other nodes."));
    }

    @Override
    public Flux<IncomingSettlement> settlements(SettlementCursor from) {
        return Flux.never();
    }

    @Override
    public Mono<Void> cancel(PaymentHash hash) {
        return Mono.empty();
    }

    /** All that was ever given, since nothing leaves. */
    @Override
    public Mono<Msat> balance() {
        return database.sql(FUNDED)
                .map((row, metadata) ->
                        Msat.of(Objects.requireNonNull(row.get("total", Long.class))))
                .one();
    }

    private CreatedInvoice sign(InvoiceRequest request, byte[] key) {
        Preimage preimage = Preimage.random();
        InvoiceDraft draft =
                InvoiceDraft.of(network, preimage.hash(), request.description())
                        .withTimes(clock.instant(), request.expiry());
        InvoiceDraft priced = request.amount().map(draft::withAmount).orElse(draft);
        return new CreatedInvoice(Bolt11.encode(priced, key), Optional.of(preimage));
    }
}
