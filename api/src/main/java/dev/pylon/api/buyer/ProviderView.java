package dev.pylon.api.buyer;

import dev.pylon.primitives.Msat;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider heard of by its announcement (NIP-89), and what our own jobs have shown of it.
 *
 * @param priceMsat as announced; what counts is the quote
 * @param lastSeen its last heartbeat or announcement
 * @param silentSeconds how long ago that was
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
        Instant lastSeen,
        @Schema(description = "Seconds since its last heartbeat or announcement", example = "42")
                long silentSeconds,
        ProviderEvidence evidence) {
    /** The same provider with what is known of it. */
    public ProviderView with(ProviderEvidence known) {
        return new ProviderView(
                provider,
                npub,
                name,
                about,
                kinds,
                models,
                priceMsat,
                simulated,
                alive,
                lastSeen,
                silentSeconds,
                known);
    }
}
