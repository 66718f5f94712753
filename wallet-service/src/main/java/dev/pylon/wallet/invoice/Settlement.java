package dev.pylon.wallet.invoice;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.primitives.Msat;
import java.time.Instant;

/**
 * An invoice was paid.
 *
 * @param cursor its place in the account's stream; higher ones were committed later
 */
public record Settlement(long cursor, PaymentHash hash, Msat received, Instant settledAt) {}
