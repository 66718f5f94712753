package dev.pylon.buyer.pay;

import dev.pylon.api.wallet.AccountView;
import dev.pylon.buyer.job.Funds;
import dev.pylon.buyer.job.Problem;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Whether an account has the money and the budget for something, asked before anything is promised.
 * The wallet looks again when it pays; this is so that people get a clear word in time.
 */
@Component
public class FundsCheck {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Wallets wallets;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    FundsCheck(Wallets wallets) {
        this.wallets = wallets;
    }

    private record Seen(AccountView account, long nanos) {
        boolean isFresh() {
            return System.nanoTime() - nanos < FRESH.toNanos();
        }
    }

    /** Looks at the balance already, so that it is known when a quote comes. */
    public void lookAhead(String account) {
        Seen known = seen.get(account);
        if (known == null || !known.isFresh()) {
            look(account).subscribe(view -> {}, unreachable -> {});
        }
    }

    /**
     * What is short of this amount; empty if nothing is, or if the wallet cannot be asked: then
     * paying will tell. A balance that was enough a moment ago is not asked for again; one that was
     * not, is.
     */
    public Mono<Optional<Problem>> shortage(String account, Msat amount) {
        Seen known = seen.get(account);
        if (known != null && known.isFresh() && problem(known.account(), amount) == null) {
            return Mono.just(Optional.empty());
        }
        return look(account)
                .timeout(PATIENCE)
                .map(view -> Optional.ofNullable(problem(view, amount)))
                .defaultIfEmpty(Optional.empty())
                .onErrorReturn(Optional.empty());
    }

    /** Whether the account has a wallet, and it answers. */
    public Mono<Boolean> isReachable(String account) {
        return look(account)
                .timeout(PATIENCE)
                .map(view -> true)
                .defaultIfEmpty(false)
                .onErrorReturn(false);
    }

    private Mono<AccountView> look(String account) {
        return Mono.justOrEmpty(wallets.of(account))
                .flatMap(wallet -> wallet.call(api -> api.account()))
                .doOnNext(view -> seen.put(account, new Seen(view, System.nanoTime())));
    }

    /** After a payment the balance is another. */
    void forget(String account) {
        seen.remove(account);
    }

    private static @Nullable Problem problem(AccountView account, Msat amount) {
        Msat budget = account.budgetMsat();
        if (budget != null && amount.isMoreThan(budget)) {
            return new Problem(
                    Funds.OVER_BUDGET,
                    "the price is " + amount + ", the budget has " + budget + " left");
        }
        if (amount.isMoreThan(account.availableMsat())) {
            return new Problem(
                    Funds.INSUFFICIENT,
                    "the price is " + amount + ", the account has " + account.availableMsat());
        }
        return null;
    }
}
