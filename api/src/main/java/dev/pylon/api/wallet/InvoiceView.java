package dev.pylon.api.wallet;

import dev.pylon.primitives.Msat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An invoice of ours.
 *
 * @param paymentHash 64 hex digits
 * @param receivedMsat what arrived, null until paid
 * @param refundedMsat what went back to the payer, null if nothing did
 */
public record InvoiceView(
        String paymentHash,
        String bolt11,
        @Nullable Msat amountMsat,
        String description,
        InvoiceStatus status,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant paidAt,
        @Nullable Msat receivedMsat,
        @Nullable Msat refundedMsat) {}
