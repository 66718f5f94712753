package dev.pylon.buyer.pay;

import dev.pylon.api.Page;
import dev.pylon.api.wallet.AccountView;
import dev.pylon.api.wallet.HistoryEntry;
import dev.pylon.kit.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What an account has and what became of its money, for people to read. */
@Component
public class Accounts {
    private final Wallets wallets;

    Accounts(Wallets wallets) {
        this.wallets = wallets;
    }

    /** The balance now; 409 if the account has no wallet here. */
    public Mono<AccountView> account(String account) {
        return wallet(account).flatMap(wallet -> wallet.call(api -> api.account()));
    }

    /** Newest first; 409 if the account has no wallet here. */
    public Mono<Page<HistoryEntry>> history(
            String account, @Nullable String cursor, @Nullable Integer limit) {
        return wallet(account).flatMap(wallet -> wallet.call(api -> api.history(cursor, limit)));
    }

    private Mono<Wallet> wallet(String account) {
        return Mono.justOrEmpty(wallets.of(account))
                .switchIfEmpty(
                        Mono.error(() ->
                                ProblemException.conflict(
                                        "no-wallet",
                                        "The account '"
                                                + account
                                                + "' has no wallet here: have pylon.buyer.wallets"
                                                + " configured for it.")));
    }
}
