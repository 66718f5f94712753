package dev.pylon.wallet.payment;

import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.AccountBooks;
import dev.pylon.wallet.alarm.Alarm;
import dev.pylon.wallet.alarm.Alarms;
import dev.pylon.wallet.backend.FailureReason;
import dev.pylon.wallet.backend.PaymentOutcome;
import dev.pylon.wallet.ledger.BookId;
import dev.pylon.wallet.ledger.Journal;
import dev.pylon.wallet.ledger.JournalKind;
import dev.pylon.wallet.ledger.Ledger;
import dev.pylon.wallet.ledger.WalletBook;
import java.time.Duration;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The last step of a payment through a backend: what it said is written into the books. Settled
 * counts only with the right preimage, whoever brings it and whenever; failed only from whoever has
 * the payment now, by its token; anything else leaves the money where it is.
 */
final class Outcomes {
    private static final String SETTLED =
            """
            UPDATE payment SET state = 'settled', preimage = :preimage, fee_msat = :fee, end_journal_id = :journal,
                detail = NULL, finished_at = now(), next_at = NULL
            WHERE entry_id = :entry\
            """;
    private static final String SETTLED_LATE =
            """
            UPDATE payment SET state = 'settled-late', preimage = :preimage, fee_msat = :fee,
                late_journal_id = :journal, next_at = NULL
            WHERE entry_id = :entry\
            """;
    private static final String FAILED =
            """
            UPDATE payment SET state = 'failed', failure_code = :code, detail = :detail, end_journal_id = :journal,
                finished_at = now(),
                next_at = CASE WHEN sent_at IS NOT NULL THEN now() + :pause * interval '1 millisecond' END
            WHERE entry_id = :entry\
            """;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Ledger ledger;
    private final AccountBooks books;
    private final PaymentStore store;
    private final PaymentSettings settings;
    private final Alarms alarms;
    private final PaymentMeters meters;

    Outcomes(
            DatabaseClient database,
            TransactionalOperator transaction,
            Ledger ledger,
            PaymentStore store,
            PaymentSettings settings,
            Alarms alarms,
            PaymentMeters meters) {
        this.database = database;
        this.transaction = transaction;
        this.ledger = ledger;
        this.books = new AccountBooks(database);
        this.store = store;
        this.settings = settings;
        this.alarms = alarms;
        this.meters = meters;
    }

    Mono<Void> apply(Payment payment, PaymentOutcome outcome) {
        return switch (outcome) {
            case PaymentOutcome.Settled settled when !settled.preimage().proves(payment.hash()) ->
                    unproven(payment);
            case PaymentOutcome.Settled(var preimage, var fee) -> settle(payment, preimage, fee);
            case PaymentOutcome.Failed(var reason, var detail) -> fail(payment, reason, detail);
            case PaymentOutcome.Unknown(var why) -> unknown(payment, why);
        };
    }

    /** Gives the money of a payment back that has failed, or that was never sent. */
    Mono<Void> fail(Payment payment, FailureReason reason, String detail) {
        return books.of(payment.account())
                .flatMap(own ->
                        ledger.lock(List.of(own.available(), own.held()))
                                .then(Mono.defer(() -> store.lock(payment.entry())))
                                .filter(now -> mayFail(payment, now))
                                .flatMap(now -> release(now, own, reason, detail)))
                .as(transaction::transactional)
                .doOnNext(rows -> meters.count("failed", false))
                .then();
    }

    private static boolean mayFail(Payment claimed, Payment now) {
        return !now.state().isFinal() && now.token() == claimed.token();
    }

    private Mono<Long> release(
            Payment payment, AccountBooks.Pair own, FailureReason reason, String detail) {
        Msat total = payment.amount().plus(payment.feeReserve());
        return ledger.post(
                        Journal.of(JournalKind.RELEASE, payment.hash().hex())
                                .debit(own.held(), total)
                                .credit(own.available(), total)
                                .done())
                .flatMap(journal ->
                        database.sql(FAILED)
                                .bind("entry", payment.entry().value())
                                .bind("code", reason.word())
                                .bind("detail", detail)
                                .bind("journal", journal.value())
                                .bind("pause", settings.pause(payment.attempts()).toMillis())
                                .fetch()
                                .rowsUpdated());
    }

    private Mono<Void> settle(Payment payment, Preimage preimage, Msat fee) {
        return books.of(payment.account())
                .flatMap(own ->
                        ledger.lock(
                                        List.of(
                                                WalletBook.BACKEND.id(),
                                                WalletBook.ROUTING_FEES.id(),
                                                WalletBook.SUSPENSE.id(),
                                                own.available(),
                                                own.held()))
                                .then(Mono.defer(() -> store.lock(payment.entry())))
                                .flatMap(now -> settle(now, own, preimage, fee)))
                .as(transaction::transactional)
                .filter(rows -> rows == 1)
                .doOnNext(rows -> meters.count("settled", false))
                .then();
    }

    private Mono<Long> settle(Payment payment, AccountBooks.Pair own, Preimage preimage, Msat fee) {
        return switch (payment.state()) {
            case SENDING, UNKNOWN -> {
                if (fee.isMoreThan(payment.feeReserve())) {
                    alarms.raise(
                            Alarm.FEE_OVER_LIMIT,
                            payment.hash().hex(),
                            "routing cost " + fee + ", the limit was " + payment.feeReserve());
                }
                yield write(SETTLED, payment, settlement(payment, own, fee), preimage, fee);
            }
            case FAILED -> {
                alarms.raise(
                        Alarm.LATE_SETTLEMENT,
                        payment.hash().hex(),
                        "given back as failed at "
                                + payment.finishedAt().orElseThrow()
                                + ", and settled after all; the books hold it in suspense");
                yield write(SETTLED_LATE, payment, lateSettlement(payment, fee), preimage, fee);
            }
            case SETTLED, SETTLED_LATE -> Mono.just(0L);
            case HELD ->
                    Mono.error(
                            new IllegalStateException(
                                    "settled without having been sent: " + payment.hash()));
        };
    }

    /** The payer bears the fee up to the limit; what goes beyond it is the wallet's. */
    private static Journal settlement(Payment payment, AccountBooks.Pair own, Msat fee) {
        Msat payersFee = fee.min(payment.feeReserve());
        return Journal.of(JournalKind.SETTLE, payment.hash().hex())
                .debit(own.held(), payment.amount().plus(payment.feeReserve()))
                .credit(own.available(), payment.feeReserve().minus(payersFee))
                .debit(WalletBook.ROUTING_FEES.id(), fee.minus(payersFee))
                .credit(WalletBook.BACKEND.id(), payment.amount().plus(fee))
                .done();
    }

    private static Journal lateSettlement(Payment payment, Msat fee) {
        BookId backend = WalletBook.BACKEND.id();
        Msat total = payment.amount().plus(fee);
        return Journal.of(JournalKind.LATE_SETTLEMENT, payment.hash().hex())
                .debit(WalletBook.SUSPENSE.id(), total)
                .credit(backend, total)
                .done();
    }

    private Mono<Long> write(
            String sql, Payment payment, Journal journal, Preimage preimage, Msat fee) {
        return ledger.post(journal)
                .flatMap(written ->
                        database.sql(sql)
                                .bind("entry", payment.entry().value())
                                .bind("preimage", preimage.value().toBytes())
                                .bind("fee", fee.value())
                                .bind("journal", written.value())
                                .fetch()
                                .rowsUpdated());
    }

    private Mono<Void> unproven(Payment payment) {
        alarms.raise(
                Alarm.WRONG_PREIMAGE,
                payment.hash().hex(),
                "the backend calls it settled with a preimage of another hash");
        return unknown(payment, "The backend's proof does not match; checking.");
    }

    /** Still open: asked about again later. A failure that is doubted stays a failure. */
    private Mono<Void> unknown(Payment payment, String why) {
        Duration pause = settings.pause(payment.attempts());
        if (payment.state() == PaymentState.HELD) {
            meters.count("unknown", false);
        }
        return payment.state() == PaymentState.FAILED
                ? store.again(payment, pause)
                : store.markUnknown(payment, why, pause);
    }
}
