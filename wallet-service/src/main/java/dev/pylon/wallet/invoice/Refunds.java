package dev.pylon.wallet.invoice;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.ledger.Journal;
import dev.pylon.wallet.ledger.JournalId;
import dev.pylon.wallet.ledger.JournalKind;
import dev.pylon.wallet.ledger.Ledger;
import dev.pylon.wallet.request.Claim;
import dev.pylon.wallet.request.EntryNumber;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import dev.pylon.wallet.request.RequestKeys;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Gives what an invoice received back to the account that paid it. All of it, once; so a key that
 * may receive may also refund, since nothing goes anywhere but where it came from.
 */
public final class Refunds {
    private static final String MARK =
            "UPDATE invoice SET state = 'refunded' WHERE payment_hash = :hash AND state = 'paid'";
    private static final String RECORD =
            """
            INSERT INTO refund (payment_hash, payee_entry_id, payee_account_id, payer_account_id, amount_msat,
                reason, journal_id)
            VALUES (:hash, :entry, :payee, :payer, :amount, :reason, :journal)\
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Ledger ledger;
    private final RequestKeys keys;
    private final InvoiceStore store;

    public Refunds(
            DatabaseClient database,
            TransactionalOperator transaction,
            Ledger ledger,
            RequestKeys keys) {
        this.database = database;
        this.transaction = transaction;
        this.ledger = ledger;
        this.keys = keys;
        this.store = new InvoiceStore(database);
    }

    /** The invoice afterwards. Empty if there is no such invoice of the account. */
    public Mono<WalletInvoice> refund(
            Account payee, PaymentHash hash, String reason, KeyedRequest request) {
        Mono<WalletInvoice> invoice =
                store.byHash(hash).filter(found -> found.payee().equals(payee.id()));
        return keys.claim(request)
                .flatMap(claim ->
                        switch (claim) {
                            case Claim.First(var entry) ->
                                    invoice.flatMap(found -> giveBack(payee, found, reason, entry));
                            case Claim.Repeat repeat -> Mono.empty();
                        })
                .as(transaction::transactional)
                .then(invoice);
    }

    private Mono<Void> giveBack(
            Account payee, WalletInvoice invoice, String reason, EntryNumber entry) {
        if (invoice.state() == InvoiceState.REFUNDED) {
            return Mono.empty();
        }
        if (invoice.received().isEmpty()) {
            return Mono.error(
                    new Refused(Refusal.NOT_REFUNDABLE, "Nothing was received for this invoice."));
        }
        if (invoice.payer().isEmpty()) {
            return Mono.error(
                    new Refused(
                            Refusal.NOT_REFUNDABLE,
                            "This invoice was paid from outside the wallet: pay an invoice of the payer instead."));
        }
        Msat amount = invoice.received().get();
        WalletInvoice.Payer payer = invoice.payer().get();
        return ledger.lock(List.of(payee.available(), payer.available()))
                .filterWhen(books -> mark(invoice.hash()))
                .flatMap(books -> post(payee, payer, invoice.hash(), amount, books))
                .flatMap(journal -> record(payee, payer, invoice, amount, reason, entry, journal))
                .then();
    }

    /** False if a twin was first. */
    private Mono<Boolean> mark(PaymentHash hash) {
        return database.sql(MARK)
                .bind("hash", hash.value().toBytes())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    private Mono<JournalId> post(
            Account payee,
            WalletInvoice.Payer payer,
            PaymentHash hash,
            Msat amount,
            Ledger.LockedBooks books) {
        if (amount.isMoreThan(books.of(payee.available()))) {
            return Mono.error(
                    new Refused(
                            Refusal.INSUFFICIENT_FUNDS,
                            "The refund is "
                                    + amount
                                    + ", but only "
                                    + books.of(payee.available())
                                    + " are available. Receive or fund the rest first."));
        }
        return ledger.post(
                Journal.of(JournalKind.REFUND, hash.hex())
                        .debit(payee.available(), amount)
                        .credit(payer.available(), amount)
                        .done());
    }

    private Mono<Long> record(
            Account payee,
            WalletInvoice.Payer payer,
            WalletInvoice invoice,
            Msat amount,
            String reason,
            EntryNumber entry,
            JournalId journal) {
        return database.sql(RECORD)
                .bind("hash", invoice.hash().value().toBytes())
                .bind("entry", entry.value())
                .bind("payee", payee.id().value())
                .bind("payer", payer.account().value())
                .bind("amount", amount.value())
                .bind("reason", reason)
                .bind("journal", journal.value())
                .fetch()
                .rowsUpdated();
    }
}
