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
    /** For how long a look that was begun when a job was submitted serves others. */
    private static final Duration SHARED = Duration.ofMillis(50);

    /** For how long a balance that was enough is taken to be. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Wallets wallets;
    private final Map<String, Look> looks = new ConcurrentHashMap<>();

    FundsCheck(Wallets wallets) {
        this.wallets = wallets;
    }

    /** A look at an account, under way or done. */
    private record Look(Mono<AccountView> account, long nanos) {
        boolean isYoungerThan(Duration age) {
            return System.nanoTime() - nanos < age.toNanos();
        }
    }

    /** Looks at the balance already, so that it is known when a quote comes. */
    public void lookAhead(String account) {
        look(account, SHARED).subscribe(view -> {}, unreachable -> {});
    }

    /**
     * What is short of this amount; empty if nothing is, or if the wallet cannot be asked: then
     * paying will tell. A balance that was not enough a moment ago is asked for again.
     */
    public Mono<Optional<Problem>> shortage(String account, Msat amount) {
        return look(account, FRESH)
                .map(view -> Optional.ofNullable(problem(view, amount)))
                .filter(Optional::isEmpty)
                .switchIfEmpty(Mono.defer(() -> shortageNow(account, amount)))
                .timeout(PATIENCE)
                .onErrorReturn(Optional.empty());
    }

    private Mono<Optional<Problem>> shortageNow(String account, Msat amount) {
        return look(account, Duration.ZERO)
                .map(view -> Optional.ofNullable(problem(view, amount)))
                .defaultIfEmpty(Optional.empty());
    }

    /** Whether the account has a wallet, and it answers. */
    public Mono<Boolean> isReachable(String account) {
        return look(account, Duration.ZERO)
                .timeout(PATIENCE)
                .map(view -> true)
                .defaultIfEmpty(false)
                .onErrorReturn(false);
    }

    private Mono<AccountView> look(String account, Duration age) {
        Look known = looks.get(account);
        if (known != null && known.isYoungerThan(age)) {
            return known.account();
        }
        Mono<AccountView> view =
                Mono.justOrEmpty(wallets.of(account))
                        .flatMap(wallet -> wallet.call(api -> api.account()))
                        .cache();
        looks.put(account, new Look(view, System.nanoTime()));
        return view;
    }

    private static @Nullable Problem problem(AccountView account, Msat amount) {
        if (amount.isMoreThan(account.availableMsat())) {
            return new Problem(
                    Funds.INSUFFICIENT,
                    "the price is " + amount + ", the account has " + account.availableMsat());
        }
        Msat budget = account.budgetMsat();
        if (budget != null && amount.isMoreThan(budget)) {
            return new Problem(
                    Funds.OVER_BUDGET,
                    "the price is " + amount + ", the budget has " + budget + " left");
        }
        return null;
    }
}
