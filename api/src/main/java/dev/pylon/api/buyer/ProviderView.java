package dev.pylon.api.buyer;

import dev.pylon.primitives.Msat;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider heard of by its announcement (NIP-89).
 *
 * @param lastSeen its last heartbeat or announcement
 * @param alive whether a heartbeat came within the last 900 seconds
 */
public record ProviderView(
        String provider,
        String npub,
        @Nullable String name,
        @Nullable String about,
        List<Integer> kinds,
        List<String> models,
        @Nullable Msat priceMsat,
        boolean simulated,
        boolean alive,
        Instant lastSeen) {}
