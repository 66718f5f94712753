package dev.pylon.api.buyer;

import dev.pylon.primitives.Msat;
import org.jspecify.annotations.Nullable;

/** A model somebody offers. */
public record ModelView(
        String model,
        String provider,
        String npub,
        @Nullable Msat priceMsat,
        boolean simulated,
        boolean alive) {}
