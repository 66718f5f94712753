package dev.pylon.wallet.payment;

import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.account.Requester;
import dev.pylon.wallet.invoice.SettlementBell;
import dev.pylon.wallet.ledger.Ledger;
import dev.pylon.wallet.request.Claim;
import dev.pylon.wallet.request.EntryNumber;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import dev.pylon.wallet.request.RequestKeys;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.util.List;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * An invoice of this wallet paid by an account of this wallet: one transaction, one journal, no
 * backend. Matched on the whole invoice. Few round trips, since every paid job waits for this.
 */
final class InternalPayments {
    private static final String PAY =
            """
            WITH written AS (
                INSERT INTO journal (kind, reference) VALUES ('internal', :reference) RETURNING id),
            paid AS (
                UPDATE invoice SET state = 'paid', paid_at = now(), received_msat = :amount,
                    payer_account_id = :payer, receive_journal_id = written.id
                FROM written
                WHERE payment_hash = :hash AND bolt11 = :bolt11 AND state = 'open' AND expires_at > now()
                RETURNING invoice.account_id, written.id AS journal, paid_at, expires_at),
            lines AS (
                INSERT INTO posting (journal_id, line, book_id, amount_msat)
                SELECT journal, 1, :payerBook, -:amount FROM paid
                UNION ALL SELECT journal, 2, :payeeBook, :amount FROM paid),
            told AS (
                INSERT INTO settlement (account_id, payment_hash, received_msat, settled_at)
                SELECT account_id, :hash, :amount, paid_at FROM paid)
            INSERT INTO payment (entry_id, account_id, key_id, payment_hash, bolt11, amount_msat, fee_reserve_msat,
                internal, memo, state, preimage, fee_msat, end_journal_id, budget_period_seconds,
                budget_slice_start, expires_at, sent_at, finished_at)
            SELECT :entry, :payer, :key, :hash, :bolt11, :amount, 0, true, :memo, 'settled', :preimage, 0, journal,
                :period, :slice, expires_at, paid_at, paid_at
            FROM paid\
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Ledger ledger;
    private final RequestKeys keys;
    private final Budgets budgets;
    private final SettlementBell bell;
    private final BackendCopies copies;
    private final PaymentMeters meters;

    InternalPayments(
            DatabaseClient database,
            TransactionalOperator transaction,
            Ledger ledger,
            RequestKeys keys,
            Budgets budgets,
            SettlementBell bell,
            BackendCopies copies,
            PaymentMeters meters) {
        this.database = database;
        this.transaction = transaction;
        this.ledger = ledger;
        this.keys = keys;
        this.budgets = budgets;
        this.bell = bell;
        this.copies = copies;
        this.meters = meters;
    }

    /** The entry of the payment, this one's or that of the request which this one repeats. */
    Mono<EntryNumber> pay(
            Account payer,
            Requester requester,
            PayOrder order,
            Standing.Own own,
            KeyedRequest request) {
        if (own.preimage().isEmpty()) {
            return Mono.error(
                    new Refused(
                            Refusal.UNPAYABLE_HERE,
                            "The backend keeps this invoice's preimage, so an account of the same wallet cannot pay it."));
        }
        return keys.claim(request)
                .flatMap(claim ->
                        switch (claim) {
                            case Claim.First(var entry) ->
                                    move(payer, requester, order, own, entry);
                            case Claim.Repeat(var entry) -> Mono.just(entry);
                        })
                .as(transaction::transactional)
                .doOnNext(entry -> bell.ring(own.payee()));
    }

    private Mono<EntryNumber> move(
            Account payer,
            Requester requester,
            PayOrder order,
            Standing.Own own,
            EntryNumber entry) {
        Msat amount = order.amountToPay();
        return ledger.lock(List.of(payer.available(), own.available()))
                .doOnNext(books -> Funds.require(books.of(payer.available()), amount))
                .flatMap(books -> budgets.allow(requester, amount))
                .flatMap(slice -> write(payer, requester, order, own, entry, slice))
                .flatMap(rows ->
                        rows == 1
                                ? copies.cancel(order.invoice().paymentHash())
                                        .thenReturn(entry)
                                        .doOnNext(paid -> meters.count("settled", true))
                                : Mono.error(
                                        new Refused(
                                                Refusal.ALREADY_PAID,
                                                "The invoice can no longer be paid: it was paid, cancelled, or has just expired.")));
    }

    private Mono<Long> write(
            Account payer,
            Requester requester,
            PayOrder order,
            Standing.Own own,
            EntryNumber entry,
            Optional<Budgets.Slice> slice) {
        Preimage preimage = own.preimage().orElseThrow();
        return database.sql(PAY)
                .bind("reference", order.invoice().paymentHash().hex())
                .bind("amount", order.amountToPay().value())
                .bind("payer", payer.id().value())
                .bind("hash", order.invoice().paymentHash().value().toBytes())
                .bind("bolt11", order.invoice().encoded())
                .bind("payerBook", payer.available().value())
                .bind("payeeBook", own.available().value())
                .bind("entry", entry.value())
                .bind("key", requester.apiKey())
                .bind("memo", order.memo())
                .bind("preimage", preimage.value().toBytes())
                .bind(
                        "period",
                        Parameters.in(
                                R2dbcType.BIGINT,
                                slice.map(Budgets.Slice::periodSeconds).orElse(null)))
                .bind(
                        "slice",
                        Parameters.in(
                                R2dbcType.TIMESTAMP_WITH_TIME_ZONE,
                                slice.map(Budgets.Slice::start).orElse(null)))
                .fetch()
                .rowsUpdated();
    }
}
