package dev.pylon.api.buyer;

import dev.pylon.primitives.Msat;
import org.jspecify.annotations.Nullable;

/**
 * The proof of purchase, signed by the buyer's key.
 *
 * @param preimage 64 hex digits; its SHA-256 is the payment hash
 * @param eventJson a Nostr event of ours that names request, result and preimage; null until there
 *     is a result
 */
public record Receipt(
        String paymentHash, String preimage, Msat amountMsat, @Nullable String eventJson) {}
