package dev.pylon.wallet.account;

import dev.pylon.wallet.ledger.BookId;

/**
 * An account and the numbers of its two books. Never changes once it is there.
 *
 * @param available the book of what may be spent
 * @param held the book of what is kept for payments under way
 */
public record Account(AccountId id, AccountName name, BookId available, BookId held) {}
