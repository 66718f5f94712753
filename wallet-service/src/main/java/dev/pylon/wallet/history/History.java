package dev.pylon.wallet.history;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.request.EntryNumber;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/** Reads histories, page by page. */
public final class History {
    private static final String PAGE =
            """
            SELECT entry_id, kind, direction, status, amount_msat, fee_msat, payment_hash, description, created_at
            FROM history WHERE account_id = :account AND entry_id < :before
            ORDER BY entry_id DESC LIMIT :limit\
            """;

    private final DatabaseClient database;

    public History(DatabaseClient database) {
        this.database = database;
    }

    /** Lines older than the given one, or the newest ones. */
    public Flux<HistoryLine> before(Account account, Optional<EntryNumber> entry, int limit) {
        return database.sql(PAGE)
                .bind("account", account.id().value())
                .bind("before", entry.map(EntryNumber::value).orElse(Long.MAX_VALUE))
                .bind("limit", limit)
                .map((row, metadata) -> line(row))
                .all();
    }

    private static HistoryLine line(Readable row) {
        return new HistoryLine(
                new EntryNumber(number(row, "entry_id")),
                text(row, "kind"),
                text(row, "direction"),
                text(row, "status"),
                Msat.of(number(row, "amount_msat")),
                Msat.of(number(row, "fee_msat")),
                Optional.ofNullable(row.get("payment_hash", byte[].class))
                        .map(Bytes32::of)
                        .map(PaymentHash::new),
                text(row, "description"),
                Objects.requireNonNull(row.get("created_at", Instant.class)));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }
}
