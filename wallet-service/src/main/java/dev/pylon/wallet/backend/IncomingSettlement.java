package dev.pylon.wallet.backend;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.primitives.Msat;
import java.time.Instant;

/**
 * A payment that came from outside.
 *
 * @param received what arrived, whatever the invoice asked for
 * @param cursor from where to go on after this one
 */
public record IncomingSettlement(
        PaymentHash hash, Msat received, Instant settledAt, SettlementCursor cursor) {}
