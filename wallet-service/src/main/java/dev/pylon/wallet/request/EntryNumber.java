package dev.pylon.wallet.request;

/** The number under which something stands in an account's history. Later ones are higher. */
public record EntryNumber(long value) {}
