package dev.pylon.api.buyer;

import org.jspecify.annotations.Nullable;

/** A relay the buyer uses. */
public record BuyerRelay(String relay, String state, @Nullable String detail) {}
