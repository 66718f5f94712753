package dev.pylon.wallet.ledger;

import dev.pylon.primitives.Msat;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Writes journals. Everything here runs inside the caller's transaction, which locks all the books
 * it touches first, by {@link #lock}: always in the order of their numbers, so that no two
 * transactions wait for each other.
 */
public final class Ledger {
    private static final String LOCK =
            """
            SELECT id, balance_msat FROM book WHERE id = ANY (:books) ORDER BY id FOR UPDATE\
            """;
    private static final String POST =
            """
            WITH written AS (
                INSERT INTO journal (kind, reference) VALUES (:kind, :reference) RETURNING id),
            lines AS (
                INSERT INTO posting (journal_id, line, book_id, amount_msat)
                SELECT written.id, line.number, line.book, line.amount
                FROM written, unnest(:books::bigint[], :amounts::bigint[])
                    WITH ORDINALITY AS line (book, amount, number))
            SELECT id FROM written\
            """;

    private final DatabaseClient database;

    public Ledger(DatabaseClient database) {
        this.database = database;
    }

    /** Locks the books until the transaction ends and tells what they hold now. */
    public Mono<LockedBooks> lock(Collection<BookId> books) {
        TreeSet<BookId> sorted = new TreeSet<>(books);
        return database.sql(LOCK)
                .bind("books", numbers(sorted.stream().map(BookId::value).toList()))
                .map((row, metadata) ->
                        Map.entry(
                                new BookId(number(row.get("id", Long.class))),
                                number(row.get("balance_msat", Long.class))))
                .all()
                .collect(
                        HashMap<BookId, Long>::new,
                        (balances, entry) -> balances.put(entry.getKey(), entry.getValue()))
                .map(LockedBooks::new);
    }

    /** Writes a journal whose books are locked. */
    public Mono<JournalId> post(Journal journal) {
        List<Posting> postings = journal.postings();
        return database.sql(POST)
                .bind("kind", journal.kind().word())
                .bind("reference", journal.reference())
                .bind("books", numbers(postings.stream().map(p -> p.book().value()).toList()))
                .bind("amounts", numbers(postings.stream().map(Posting::creditMsat).toList()))
                .map((row, metadata) -> new JournalId(number(row.get("id", Long.class))))
                .one();
    }

    /** What the locked books held when they were locked. */
    public record LockedBooks(Map<BookId, Long> balances) {
        public LockedBooks {
            balances = Map.copyOf(balances);
        }

        /** The balance of a user's book. */
        public Msat of(BookId book) {
            Long balance = balances.get(book);
            if (balance == null) {
                throw new IllegalStateException(book + " was not locked");
            }
            return Msat.of(balance);
        }
    }

    private static Long[] numbers(List<Long> values) {
        return values.toArray(Long[]::new);
    }

    private static long number(@org.jspecify.annotations.Nullable Long value) {
        if (value == null) {
            throw new IllegalStateException("a column that is never null was null");
        }
        return value;
    }
}
