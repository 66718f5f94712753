package dev.pylon.wallet.invoice;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.account.AccountId;
import dev.pylon.wallet.backend.CreatedInvoice;
import dev.pylon.wallet.ledger.BookId;
import dev.pylon.wallet.request.EntryNumber;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The table of invoices. */
final class InvoiceStore {
    private static final String INSERT =
            """
            INSERT INTO invoice (payment_hash, entry_id, account_id, bolt11, amount_msat, description, preimage,
                created_at, expires_at)
            VALUES (:hash, :entry, :account, :bolt11, :amount, :description, :preimage, :createdAt, :expiresAt)\
            """;
    private static final String SELECT =
            """
            SELECT invoice.payment_hash, invoice.account_id, bolt11, amount_msat, description, state,
                invoice.created_at, expires_at, paid_at, received_msat, payer_account_id, payer.id AS payer_book
            FROM invoice
            LEFT JOIN book payer ON payer.account_id = payer_account_id AND payer.kind = 'available'
            """;

    private final DatabaseClient database;

    InvoiceStore(DatabaseClient database) {
        this.database = database;
    }

    Mono<Long> insert(
            EntryNumber entry, Account account, CreatedInvoice created, String description) {
        return database.sql(INSERT)
                .bind("hash", created.invoice().paymentHash().value().toBytes())
                .bind("entry", entry.value())
                .bind("account", account.id().value())
                .bind("bolt11", created.invoice().encoded())
                .bind(
                        "amount",
                        Parameters.in(
                                R2dbcType.BIGINT,
                                created.invoice().amount().map(Msat::value).orElse(null)))
                .bind("description", description)
                .bind(
                        "preimage",
                        Parameters.in(
                                R2dbcType.VARBINARY,
                                created.preimage()
                                        .map(Preimage::value)
                                        .map(Bytes32::toBytes)
                                        .orElse(null)))
                .bind("createdAt", created.invoice().createdAt())
                .bind("expiresAt", created.invoice().expiresAt())
                .fetch()
                .rowsUpdated();
    }

    Mono<WalletInvoice> byEntry(EntryNumber entry) {
        return database.sql(SELECT + "WHERE entry_id = :entry")
                .bind("entry", entry.value())
                .map((row, metadata) -> invoice(row))
                .one();
    }

    Mono<WalletInvoice> byHash(PaymentHash hash) {
        return database.sql(SELECT + "WHERE payment_hash = :hash")
                .bind("hash", hash.value().toBytes())
                .map((row, metadata) -> invoice(row))
                .one();
    }

    private static WalletInvoice invoice(Readable row) {
        byte[] hash = Objects.requireNonNull(row.get("payment_hash", byte[].class));
        return new WalletInvoice(
                new PaymentHash(Bytes32.of(hash)),
                new AccountId(Objects.requireNonNull(row.get("account_id", Long.class))),
                text(row, "bolt11"),
                Optional.ofNullable(row.get("amount_msat", Long.class)).map(Msat::of),
                text(row, "description"),
                InvoiceState.fromWord(text(row, "state")),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                Objects.requireNonNull(row.get("expires_at", Instant.class)),
                Optional.ofNullable(row.get("paid_at", Instant.class)),
                Optional.ofNullable(row.get("received_msat", Long.class)).map(Msat::of),
                Optional.ofNullable(row.get("payer_account_id", Long.class))
                        .map(AccountId::new)
                        .map(account -> new WalletInvoice.Payer(account, payerBook(row))));
    }

    private static BookId payerBook(Readable row) {
        return new BookId(Objects.requireNonNull(row.get("payer_book", Long.class)));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}
