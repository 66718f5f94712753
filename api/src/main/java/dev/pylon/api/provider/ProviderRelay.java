package dev.pylon.api.provider;

import org.jspecify.annotations.Nullable;

/** A relay the provider listens on. */
public record ProviderRelay(String relay, String state, @Nullable String detail) {}
