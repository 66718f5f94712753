package dev.pylon.wallet.reconciliation;

import dev.pylon.primitives.Msat;
import dev.pylon.wallet.backend.BackendGuard;
import dev.pylon.wallet.backend.LightningBackend;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Compares what the backend holds with what the books say, and the books with what they are made
 * of. The books are read before and after the backend is asked, and nothing is said if they have
 * changed meanwhile. Payments under way may have left the backend already: that much less is no
 * gap.
 */
public final class Reconciliation {
    private static final String BOOKS =
            """
            SELECT
                (SELECT -balance_msat FROM book WHERE id = 1) AS backend,
                (SELECT sum(balance_msat)::bigint FROM book) AS unbalanced,
                (SELECT coalesce(sum(balance_msat), 0)::bigint FROM book WHERE kind = 'held')
                    - (SELECT coalesce(sum(amount_msat + fee_reserve_msat), 0)::bigint FROM payment
                        WHERE finished_at IS NULL) AS held_gap,
                (SELECT coalesce(max(id), 0) FROM journal) AS last_journal,
                (SELECT coalesce(sum(amount_msat + fee_reserve_msat), 0)::bigint FROM payment
                    WHERE state IN ('sending', 'unknown')) AS under_way\
            """;
    private static final String DRIFTED =
            """
            SELECT count(*) AS drifted FROM book
            LEFT JOIN (SELECT book_id, sum(amount_msat) AS total FROM posting GROUP BY book_id) posted
                ON posted.book_id = book.id
            WHERE balance_msat <> coalesce(posted.total, 0)\
            """;
    private static final String STRAY =
            """
            SELECT count(*) AS stray FROM payment
            LEFT JOIN journal ended ON ended.id = payment.end_journal_id
            LEFT JOIN journal held ON held.id = payment.hold_journal_id
            WHERE (finished_at IS NOT NULL AND ended.kind IS DISTINCT FROM
                    CASE WHEN internal THEN 'internal' WHEN state = 'settled' THEN 'settle' ELSE 'release' END)
                OR (NOT internal AND held.kind IS DISTINCT FROM 'hold')\
            """;

    private final DatabaseClient database;
    private final LightningBackend backend;
    private final BackendGuard guard;

    public Reconciliation(DatabaseClient database, LightningBackend backend, BackendGuard guard) {
        this.database = database;
        this.backend = backend;
        this.guard = guard;
    }

    /** Totals only: cheap. Empty if money moved meanwhile, so that nothing can be said. */
    public Mono<Findings> compare() {
        return books().flatMap(before ->
                guard.question(backend.balance())
                        .flatMap(held ->
                                books().filter(before::equals).map(books -> books.against(held))));
    }

    /** Every posting and every payment. */
    public Mono<Findings> audit() {
        return compare()
                .flatMap(totals ->
                        count(DRIFTED)
                                .zipWith(count(STRAY))
                                .map(counts ->
                                        new Findings(
                                                totals.backendGapMsat(),
                                                totals.unbalancedMsat(),
                                                totals.heldGapMsat(),
                                                counts.getT1(),
                                                counts.getT2())));
    }

    private record Books(
            long backend, long unbalanced, long heldGap, long lastJournal, long underWay) {
        Findings against(Msat held) {
            long gap = held.value() - backend;
            long unexplained = gap > 0 ? gap : Math.min(0, gap + underWay);
            return new Findings(unexplained, unbalanced, heldGap, 0, 0);
        }
    }

    private Mono<Books> books() {
        return database.sql(BOOKS)
                .map((row, metadata) ->
                        new Books(
                                number(row, "backend"),
                                number(row, "unbalanced"),
                                number(row, "held_gap"),
                                number(row, "last_journal"),
                                number(row, "under_way")))
                .one();
    }

    private Mono<Long> count(String sql) {
        return database.sql(sql)
                .map((row, metadata) -> Objects.requireNonNull(row.get(0, Long.class)))
                .one();
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }
}
