package dev.pylon.api.buyer;

import dev.pylon.primitives.Msat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a provider asks for the job.
 *
 * @param provider hex
 * @param npub the same for people
 * @param payable whether we would pay it
 * @param problem why we would not: a reason code of the market and a sentence
 */
public record QuoteView(
        String provider,
        String npub,
        @Nullable Msat amountMsat,
        @Nullable String bolt11,
        boolean selected,
        boolean payable,
        @Nullable String problem,
        Instant at) {}
