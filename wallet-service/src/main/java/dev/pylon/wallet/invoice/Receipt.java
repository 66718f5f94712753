package dev.pylon.wallet.invoice;

import dev.pylon.wallet.account.AccountId;

/** What became of money that came from outside. */
public sealed interface Receipt {
    /** It is the account's. */
    record Credited(AccountId account) implements Receipt {}

    /** It has been dealt with before. */
    record Repeated() implements Receipt {}

    /** It is nobody's yet: in suspense, for a person to look at. */
    record Unexpected() implements Receipt {}
}
