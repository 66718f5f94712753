package dev.pylon.wallet.account;

import dev.pylon.primitives.Msat;

/**
 * What an account has.
 *
 * @param available may be spent
 * @param held kept for payments under way, with their largest possible fee
 */
public record Balance(AccountName account, Msat available, Msat held) {}
