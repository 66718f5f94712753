package dev.pylon.api.buyer;

import org.jspecify.annotations.Nullable;

/**
 * A decision to pay.
 *
 * @param provider npub or hex; may be null if there is just one payable quote
 */
public record PayJob(@Nullable String provider) {}
