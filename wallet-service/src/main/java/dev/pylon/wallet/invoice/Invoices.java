package dev.pylon.wallet.invoice;

import dev.pylon.lightning.InvoiceDraft;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.backend.BackendGuard;
import dev.pylon.wallet.backend.CreatedInvoice;
import dev.pylon.wallet.backend.InvoiceRequest;
import dev.pylon.wallet.backend.LightningBackend;
import dev.pylon.wallet.request.Claim;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import dev.pylon.wallet.request.RequestKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Makes invoices and finds them. An invoice that the backend has made and a crash has kept from
 * being written here is harmless: nobody has seen it.
 */
public final class Invoices {
    private static final Logger LOG = LoggerFactory.getLogger(Invoices.class);
    private static final Duration LONGEST = Duration.ofDays(365);

    private final InvoiceStore store;
    private final RequestKeys keys;
    private final TransactionalOperator transaction;
    private final LightningBackend backend;
    private final BackendGuard guard;

    public Invoices(
            DatabaseClient database,
            RequestKeys keys,
            TransactionalOperator transaction,
            LightningBackend backend,
            BackendGuard guard) {
        this.store = new InvoiceStore(database);
        this.keys = keys;
        this.transaction = transaction;
        this.backend = backend;
        this.guard = guard;
    }

    /** The same request makes one invoice, however often it comes. */
    public Mono<WalletInvoice> create(
            Account account, InvoiceRequest wanted, KeyedRequest request) {
        return Mono.fromRunnable(() -> check(wanted))
                .then(keys.find(request))
                .flatMap(store::byEntry)
                .switchIfEmpty(
                        Mono.defer(() -> guard.question(backend.create(wanted)))
                                .onErrorMap(Invoices::unavailable)
                                .flatMap(created -> write(account, wanted, created, request)));
    }

    /** Empty if there is none, or it is another account's. */
    public Mono<WalletInvoice> find(Account account, PaymentHash hash) {
        return store.byHash(hash).filter(invoice -> invoice.payee().equals(account.id()));
    }

    private Mono<WalletInvoice> write(
            Account account, InvoiceRequest wanted, CreatedInvoice created, KeyedRequest request) {
        return keys.claim(request)
                .flatMap(claim ->
                        switch (claim) {
                            case Claim.First(var entry) ->
                                    store.insert(entry, account, created, wanted.description())
                                            .thenReturn(entry);
                            case Claim.Repeat(var entry) -> Mono.just(entry);
                        })
                .as(transaction::transactional)
                .flatMap(store::byEntry);
    }

    private static Refused unavailable(Throwable error) {
        LOG.warn("the backend made no invoice", error);
        return new Refused(
                Refusal.BACKEND_UNAVAILABLE,
                "The Lightning backend cannot make an invoice now. Try again with the same Idempotency-Key.");
    }

    private static void check(InvoiceRequest wanted) {
        if (wanted.amount().isPresent() && wanted.amount().get().isZero()) {
            throw new Refused(
                    Refusal.INVALID_REQUEST,
                    "Ask for an amountMsat of at least 1, or leave it out to let the payer choose.");
        }
        if (wanted.description().getBytes(StandardCharsets.UTF_8).length
                        > InvoiceDraft.MAX_FIELD_BYTES
                || wanted.description().indexOf('\0') >= 0) {
            throw new Refused(
                    Refusal.INVALID_REQUEST,
                    "Shorten the description: it has at most "
                            + InvoiceDraft.MAX_FIELD_BYTES
                            + " bytes of UTF-8, none of them zero.");
        }
        if (wanted.expiry().getSeconds() < 1 || wanted.expiry().compareTo(LONGEST) > 0) {
            throw new Refused(
                    Refusal.INVALID_REQUEST,
                    "Give an expirySeconds from 1 to " + LONGEST.getSeconds() + ".");
        }
    }
}
