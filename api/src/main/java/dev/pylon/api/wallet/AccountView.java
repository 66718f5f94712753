package dev.pylon.api.wallet;

import dev.pylon.primitives.Msat;
import org.jspecify.annotations.Nullable;

/**
 * An account and what may be done with it.
 *
 * @param availableMsat what may be spent now
 * @param heldMsat kept for payments that are under way, with their largest possible fee
 * @param network regtest, signet or mainnet
 * @param backend which Lightning backend stands behind this wallet: {@code ledger} pays only
 *     between its own accounts
 * @param note a sentence for people on what this wallet can't do, if anything
 * @param budgetMsat how much the calling API key may still spend, null if it has no budget of its
 *     own
 */
public record AccountView(
        String account,
        Msat availableMsat,
        Msat heldMsat,
        String network,
        String backend,
        @Nullable String note,
        @Nullable Msat budgetMsat) {}
