package dev.pylon.wallet.invoice;

import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.AccountId;
import dev.pylon.wallet.backend.IncomingSettlement;
import dev.pylon.wallet.backend.SettlementCursor;
import dev.pylon.wallet.ledger.BookId;
import dev.pylon.wallet.ledger.Journal;
import dev.pylon.wallet.ledger.JournalId;
import dev.pylon.wallet.ledger.JournalKind;
import dev.pylon.wallet.ledger.Ledger;
import dev.pylon.wallet.ledger.WalletBook;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Credits what came from outside: once per payment hash, with the amount that arrived, in the
 * transaction that moves the cursor on. What belongs to no invoice, or to one that an account of
 * this wallet has paid already, goes to suspense.
 */
public final class IncomingCredits {
    private static final String CURSOR =
            "SELECT cursor FROM backend_cursor WHERE backend = :backend";
    private static final String MOVE =
            """
            INSERT INTO backend_cursor (backend, cursor) VALUES (:backend, :cursor)
            ON CONFLICT (backend) DO UPDATE SET cursor = excluded.cursor\
            """;
    private static final String PAYEE =
            """
            SELECT invoice.account_id, book.id AS book, state IN ('open', 'cancelled') AS unpaid,
                payer_account_id IS NOT NULL AS paid_internally
            FROM invoice JOIN book ON book.account_id = invoice.account_id AND book.kind = 'available'
            WHERE payment_hash = :hash\
            """;
    private static final String CREDIT =
            """
            WITH credited AS (
                UPDATE invoice SET state = 'paid', paid_at = :at, received_msat = :amount,
                    receive_journal_id = :journal
                WHERE payment_hash = :hash AND state IN ('open', 'cancelled')
                RETURNING account_id)
            INSERT INTO settlement (account_id, payment_hash, received_msat, settled_at)
            SELECT account_id, :hash, :amount, :at FROM credited\
            """;
    private static final String UNEXPECTED =
            """
            INSERT INTO unexpected_receipt (backend, payment_hash, amount_msat, journal_id)
            VALUES (:backend, :hash, :amount, :journal)\
            """;
    private static final String SEEN =
            "SELECT 1 FROM unexpected_receipt WHERE backend = :backend AND payment_hash = :hash";

    private final String backend;
    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Ledger ledger;
    private final SettlementBell bell;

    public IncomingCredits(
            String backend,
            DatabaseClient database,
            TransactionalOperator transaction,
            Ledger ledger,
            SettlementBell bell) {
        this.backend = backend;
        this.database = database;
        this.transaction = transaction;
        this.ledger = ledger;
        this.bell = bell;
    }

    /** From where the backend's stream goes on. */
    public Mono<SettlementCursor> cursor() {
        return database.sql(CURSOR)
                .bind("backend", backend)
                .map((row, metadata) -> row.get("cursor", String.class))
                .one()
                .map(SettlementCursor::new)
                .defaultIfEmpty(SettlementCursor.START);
    }

    public Mono<Receipt> credit(IncomingSettlement incoming) {
        return payee(incoming)
                .flatMap(found -> lock(found).then(Mono.defer(() -> payee(incoming))))
                .flatMap(payee -> write(payee, incoming))
                .flatMap(receipt -> move(incoming.cursor()).thenReturn(receipt))
                .as(transaction::transactional)
                .doOnNext(this::ring);
    }

    private void ring(Receipt receipt) {
        if (receipt instanceof Receipt.Credited(var account)) {
            bell.ring(account);
        }
    }

    /** To whom the hash belongs. */
    private sealed interface Payee {
        record Nobody() implements Payee {}

        record Waiting(AccountId account, BookId available) implements Payee {}

        record PaidFromOutside() implements Payee {}

        record PaidInternally() implements Payee {}
    }

    private Mono<Payee> payee(IncomingSettlement incoming) {
        return database.sql(PAYEE)
                .bind("hash", incoming.hash().value().toBytes())
                .map((row, metadata) -> payee(row))
                .one()
                .defaultIfEmpty(new Payee.Nobody());
    }

    private static Payee payee(Readable row) {
        if (Boolean.TRUE.equals(row.get("unpaid", Boolean.class))) {
            return new Payee.Waiting(
                    new AccountId(Objects.requireNonNull(row.get("account_id", Long.class))),
                    new BookId(Objects.requireNonNull(row.get("book", Long.class))));
        }
        return Boolean.TRUE.equals(row.get("paid_internally", Boolean.class))
                ? new Payee.PaidInternally()
                : new Payee.PaidFromOutside();
    }

    private Mono<Ledger.LockedBooks> lock(Payee payee) {
        BookId backendBook = WalletBook.BACKEND.id();
        BookId suspense = WalletBook.SUSPENSE.id();
        return ledger.lock(
                payee instanceof Payee.Waiting(var account, var available)
                        ? List.of(backendBook, suspense, available)
                        : List.of(backendBook, suspense));
    }

    private Mono<Receipt> write(Payee payee, IncomingSettlement incoming) {
        return switch (payee) {
            case Payee.Waiting(var account, var available) ->
                    creditTo(available, incoming).thenReturn(new Receipt.Credited(account));
            case Payee.PaidFromOutside paid -> Mono.just(new Receipt.Repeated());
            case Payee.PaidInternally paid -> suspendOnce(incoming);
            case Payee.Nobody nobody -> suspendOnce(incoming);
        };
    }

    private Mono<Long> creditTo(BookId available, IncomingSettlement incoming) {
        return post(JournalKind.RECEIVE, available, incoming)
                .flatMap(journal ->
                        database.sql(CREDIT)
                                .bind("hash", incoming.hash().value().toBytes())
                                .bind("amount", incoming.received().value())
                                .bind("at", incoming.settledAt())
                                .bind("journal", journal.value())
                                .fetch()
                                .rowsUpdated());
    }

    private Mono<Receipt> suspendOnce(IncomingSettlement incoming) {
        Mono<Receipt> repeated =
                database.sql(SEEN)
                        .bind("backend", backend)
                        .bind("hash", incoming.hash().value().toBytes())
                        .fetch()
                        .one()
                        .map(row -> new Receipt.Repeated());
        return repeated.switchIfEmpty(
                Mono.defer(() -> suspend(incoming)).thenReturn(new Receipt.Unexpected()));
    }

    private Mono<Long> suspend(IncomingSettlement incoming) {
        return post(JournalKind.UNEXPECTED_RECEIPT, WalletBook.SUSPENSE.id(), incoming)
                .flatMap(journal ->
                        database.sql(UNEXPECTED)
                                .bind("backend", backend)
                                .bind("hash", incoming.hash().value().toBytes())
                                .bind("amount", incoming.received().value())
                                .bind("journal", journal.value())
                                .fetch()
                                .rowsUpdated());
    }

    private Mono<JournalId> post(JournalKind kind, BookId to, IncomingSettlement incoming) {
        Msat amount = incoming.received();
        return ledger.post(
                Journal.of(kind, incoming.hash().hex())
                        .debit(WalletBook.BACKEND.id(), amount)
                        .credit(to, amount)
                        .done());
    }

    private Mono<Long> move(SettlementCursor cursor) {
        return database.sql(MOVE)
                .bind("backend", backend)
                .bind("cursor", cursor.value())
                .fetch()
                .rowsUpdated();
    }
}
