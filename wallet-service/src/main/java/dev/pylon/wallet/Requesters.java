package dev.pylon.wallet;

import dev.pylon.kit.auth.Caller;
import dev.pylon.wallet.account.AccountName;
import dev.pylon.wallet.account.Requester;
import dev.pylon.wallet.account.SpendingLimit;

/** The caller of a request in the wallet's own terms. */
final class Requesters {
    private Requesters() {}

    static Requester of(Caller caller) {
        return new Requester(
                caller.keyId(),
                new AccountName(caller.account()),
                caller.budget().map(budget -> new SpendingLimit(budget.max(), budget.per())));
    }
}
