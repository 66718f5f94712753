package dev.pylon.api.wallet;

import dev.pylon.primitives.Msat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an invoice says, read without asking any network. */
public record DecodedInvoice(
        String network,
        @Nullable Msat amountMsat,
        String paymentHash,
        String payee,
        @Nullable String description,
        Instant createdAt,
        Instant expiresAt,
        boolean expired) {}
