package dev.pylon.api.wallet;

import dev.pylon.primitives.Msat;
import java.time.Instant;

/**
 * An invoice of the calling account was paid. Delivered at least once, in order.
 *
 * @param cursor the event's id in the stream; give it back as {@code Last-Event-ID} to go on after
 *     it
 */
public record SettlementView(
        long cursor, String paymentHash, Msat receivedMsat, Instant settledAt) {}
