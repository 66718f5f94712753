package dev.pylon.api.buyer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A reply that was not believed, kept with the reason.
 *
 * @param eventId hex, of the reply
 * @param provider hex, who signed it
 * @param reason one of the market's codes such as wrong-author
 */
public record RejectedReply(
        String eventId,
        int kind,
        String provider,
        String reason,
        @Nullable String excerpt,
        Instant at) {}
