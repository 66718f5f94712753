package dev.pylon.wallet.payment;

import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.account.Requester;
import dev.pylon.wallet.ledger.Journal;
import dev.pylon.wallet.ledger.JournalId;
import dev.pylon.wallet.ledger.JournalKind;
import dev.pylon.wallet.ledger.Ledger;
import dev.pylon.wallet.request.Claim;
import dev.pylon.wallet.request.EntryNumber;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.RequestKeys;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.util.List;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The first step of a payment through a backend, committed before the backend hears of it: the
 * money and the largest possible fee are held, and the payment is written, due at once.
 */
final class Holds {
    private static final String WRITE =
            """
            INSERT INTO payment (entry_id, account_id, key_id, payment_hash, bolt11, amount_msat, fee_reserve_msat,
                internal, memo, state, hold_journal_id, budget_period_seconds, budget_slice_start, expires_at, next_at)
            VALUES (:entry, :payer, :key, :hash, :bolt11, :amount, :reserve, false, :memo, 'held', :journal, :period,
                :slice, :expiresAt, now())\
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Ledger ledger;
    private final RequestKeys keys;
    private final Budgets budgets;

    Holds(
            DatabaseClient database,
            TransactionalOperator transaction,
            Ledger ledger,
            RequestKeys keys,
            Budgets budgets) {
        this.database = database;
        this.transaction = transaction;
        this.ledger = ledger;
        this.keys = keys;
        this.budgets = budgets;
    }

    /** The entry of the payment, this one's or that of the request which this one repeats. */
    Mono<EntryNumber> hold(
            Account payer,
            Requester requester,
            PayOrder order,
            Msat feeReserve,
            KeyedRequest request) {
        return keys.claim(request)
                .flatMap(claim ->
                        switch (claim) {
                            case Claim.First(var entry) ->
                                    move(payer, requester, order, feeReserve, entry);
                            case Claim.Repeat(var entry) -> Mono.just(entry);
                        })
                .as(transaction::transactional);
    }

    private Mono<EntryNumber> move(
            Account payer,
            Requester requester,
            PayOrder order,
            Msat feeReserve,
            EntryNumber entry) {
        Msat total = order.amountToPay().plus(feeReserve);
        return ledger.lock(List.of(payer.available(), payer.held()))
                .doOnNext(books -> Funds.require(books.of(payer.available()), total))
                .flatMap(books -> budgets.allow(requester, total))
                .flatMap(slice ->
                        ledger.post(
                                        Journal.of(
                                                        JournalKind.HOLD,
                                                        order.invoice().paymentHash().hex())
                                                .debit(payer.available(), total)
                                                .credit(payer.held(), total)
                                                .done())
                                .flatMap(journal ->
                                        write(
                                                payer,
                                                requester,
                                                order,
                                                feeReserve,
                                                entry,
                                                journal,
                                                slice)))
                .thenReturn(entry);
    }

    private Mono<Long> write(
            Account payer,
            Requester requester,
            PayOrder order,
            Msat feeReserve,
            EntryNumber entry,
            JournalId journal,
            Optional<Budgets.Slice> slice) {
        return database.sql(WRITE)
                .bind("entry", entry.value())
                .bind("payer", payer.id().value())
                .bind("key", requester.apiKey())
                .bind("hash", order.invoice().paymentHash().value().toBytes())
                .bind("bolt11", order.invoice().encoded())
                .bind("amount", order.amountToPay().value())
                .bind("reserve", feeReserve.value())
                .bind("memo", order.memo())
                .bind("journal", journal.value())
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
                .bind("expiresAt", order.invoice().expiresAt())
                .fetch()
                .rowsUpdated();
    }
}
