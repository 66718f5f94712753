package dev.pylon.relay.stats;

import dev.pylon.nostr.market.ProviderAnnouncement;
import java.time.Instant;
import java.util.Optional;

/**
 * A provider as it announces itself.
 *
 * @param lastHeartbeat empty if none is stored that still counts
 */
public record ProviderSummary(ProviderAnnouncement announcement, Optional<Instant> lastHeartbeat) {}
