package dev.pylon.wallet.ledger;

/** The number of a journal that has been written. */
public record JournalId(long value) {}
