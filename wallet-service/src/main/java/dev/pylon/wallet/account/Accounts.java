package dev.pylon.wallet.account;

import dev.pylon.primitives.Msat;
import dev.pylon.wallet.ledger.BookId;
import io.r2dbc.spi.Readable;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds accounts and makes them when they are first named. They are never removed. */
public final class Accounts {
    private static final String FIND =
            """
            SELECT account.id, account.name, available.id AS available, held.id AS held
            FROM account
            JOIN book available ON available.account_id = account.id AND available.kind = 'available'
            JOIN book held ON held.account_id = account.id AND held.kind = 'held'
            WHERE account.name = :name\
            """;
    private static final String CREATE =
            """
            WITH made AS (
                INSERT INTO account (name) VALUES (:name) ON CONFLICT DO NOTHING RETURNING id)
            INSERT INTO book (kind, account_id)
            SELECT kind, made.id FROM made, unnest(ARRAY['available', 'held']) AS kind\
            """;
    private static final String BALANCES =
            """
            SELECT account.name, available.balance_msat AS available, held.balance_msat AS held
            FROM account
            JOIN book available ON available.account_id = account.id AND available.kind = 'available'
            JOIN book held ON held.account_id = account.id AND held.kind = 'held'
            """;

    private final DatabaseClient database;
    private final Map<AccountName, Account> known = new ConcurrentHashMap<>();

    public Accounts(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The account of this name, made if it was not there. To be called before a transaction, not in
     * one, since what is found here is remembered.
     */
    public Mono<Account> named(AccountName name) {
        return Mono.justOrEmpty(known.get(name))
                .switchIfEmpty(Mono.defer(() -> find(name)))
                .switchIfEmpty(Mono.defer(() -> create(name).then(find(name))));
    }

    public Mono<Balance> balance(Account account) {
        return database.sql(BALANCES + "WHERE account.id = :id")
                .bind("id", account.id().value())
                .map((row, metadata) -> balance(row))
                .one();
    }

    /** All of them, by name. */
    public Flux<Balance> balances() {
        return database.sql(BALANCES + "ORDER BY account.name")
                .map((row, metadata) -> balance(row))
                .all();
    }

    private Mono<Account> find(AccountName name) {
        return database.sql(FIND)
                .bind("name", name.value())
                .map((row, metadata) ->
                        new Account(
                                new AccountId(number(row, "id")),
                                name,
                                new BookId(number(row, "available")),
                                new BookId(number(row, "held"))))
                .one()
                .doOnNext(account -> known.put(name, account));
    }

    private Mono<Long> create(AccountName name) {
        return database.sql(CREATE).bind("name", name.value()).fetch().rowsUpdated();
    }

    private static Balance balance(Readable row) {
        return new Balance(
                new AccountName(Objects.requireNonNull(row.get("name", String.class))),
                Msat.of(number(row, "available")),
                Msat.of(number(row, "held")));
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }
}
