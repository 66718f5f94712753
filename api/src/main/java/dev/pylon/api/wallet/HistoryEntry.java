package dev.pylon.api.wallet;

import dev.pylon.primitives.Msat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of an account's history, newest first.
 *
 * @param amountMsat without the fee
 * @param paymentHash 64 hex digits; null for funding
 */
public record HistoryEntry(
        String id,
        EntryKind kind,
        EntryDirection direction,
        EntryStatus status,
        Msat amountMsat,
        Msat feeMsat,
        @Nullable String paymentHash,
        @Nullable String description,
        Instant at) {}
