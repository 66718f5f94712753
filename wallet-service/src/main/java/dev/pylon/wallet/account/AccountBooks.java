package dev.pylon.wallet.account;

import dev.pylon.wallet.ledger.BookId;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Finds the two books of an account by its number. */
public final class AccountBooks {
    private static final String FIND =
            """
            SELECT available.id AS available, held.id AS held FROM book available, book held
            WHERE available.account_id = :account AND available.kind = 'available'
                AND held.account_id = :account AND held.kind = 'held'\
            """;

    private final DatabaseClient database;

    public AccountBooks(DatabaseClient database) {
        this.database = database;
    }

    /** The two books. */
    public record Pair(BookId available, BookId held) {}

    public Mono<Pair> of(AccountId account) {
        return database.sql(FIND)
                .bind("account", account.value())
                .map((row, metadata) ->
                        new Pair(
                                new BookId(
                                        Objects.requireNonNull(row.get("available", Long.class))),
                                new BookId(Objects.requireNonNull(row.get("held", Long.class)))))
                .one();
    }
}
