package dev.pylon.api.buyer;

import org.jspecify.annotations.Nullable;

/**
 * What became of the job at one relay.
 *
 * @param detail the relay's own words, or why it can't be reached
 */
public record RelayOutcome(String relay, PublishOutcome outcome, @Nullable String detail) {}
