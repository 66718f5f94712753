package dev.pylon.wallet.account;

/** The number of an account. */
public record AccountId(long value) {}
