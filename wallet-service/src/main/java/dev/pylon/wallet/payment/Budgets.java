package dev.pylon.wallet.payment;

import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Requester;
import dev.pylon.wallet.account.SpendingLimit;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * What API keys have left to spend. The sums are kept by the table of payments itself; here they
 * are read and compared, which is safe once the payer's books are locked.
 */
public final class Budgets {
    private static final String SPENT =
            """
            SELECT coalesce(sum(spent_msat), 0)::bigint AS spent FROM budget_spent
            WHERE key_id = :key AND period_seconds = :period AND slice_start >= :first\
            """;

    private final DatabaseClient database;
    private final Clock clock;

    public Budgets(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The slice of the budget's period that a payment counts in. */
    record Slice(long periodSeconds, Instant start) {}

    /** Empty if the key has no budget of its own. */
    public Mono<Msat> left(Requester requester) {
        return Mono.justOrEmpty(requester.limit())
                .flatMap(limit ->
                        spent(requester.apiKey(), limit, clock.instant())
                                .map(spent -> limit.max().minus(spent.min(limit.max()))));
    }

    /** The slice to count in; empty if the key has no budget. Fails if the budget is too small. */
    Mono<Optional<Slice>> allow(Requester requester, Msat wanted) {
        if (requester.limit().isEmpty()) {
            return Mono.just(Optional.empty());
        }
        SpendingLimit limit = requester.limit().get();
        Instant now = clock.instant();
        return spent(requester.apiKey(), limit, now)
                .map(spent -> {
                    if (spent.plus(wanted).isMoreThan(limit.max())) {
                        throw overBudget(limit, spent, wanted);
                    }
                    return Optional.of(new Slice(limit.period().getSeconds(), limit.sliceAt(now)));
                });
    }

    private Mono<Msat> spent(String key, SpendingLimit limit, Instant now) {
        return database.sql(SPENT)
                .bind("key", key)
                .bind("period", limit.period().getSeconds())
                .bind("first", limit.firstSlice(now))
                .map((row, metadata) -> row.get("spent", Long.class))
                .one()
                .map(Msat::of);
    }

    private static Refused overBudget(SpendingLimit limit, Msat spent, Msat wanted) {
        return new Refused(
                Refusal.OVER_BUDGET,
                "This takes "
                        + wanted
                        + ", fee reserve included, and "
                        + spent
                        + " of the API key's budget of "
                        + limit.max()
                        + " for "
                        + limit.period()
                        + " are spent or held. Wait, or raise the budget in the file of API keys.");
    }
}
