package dev.pylon.wallet.ledger;

/**
 * One line of a journal.
 *
 * @param creditMsat millisatoshis; positive where the wallet comes to owe the book's owner more, or
 *     where the backend comes to hold less
 */
public record Posting(BookId book, long creditMsat) {}
