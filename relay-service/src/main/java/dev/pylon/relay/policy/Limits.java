package dev.pylon.relay.policy;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one connection may ask for. Each is enforced, and advertised where NIP-11 has a field for
 * it.
 *
 * @param maxMessageLength bytes of one message from a client
 * @param maxSubscriptions open at once on one connection
 * @param maxFilters in one REQ or COUNT
 * @param maxLimit the most stored events one filter gets; a larger limit is lowered to it
 * @param defaultLimit for a filter that names none
 * @param maxSubidLength characters of a subscription's id
 * @param maxCount how far a COUNT counts; beyond, the answer is approximate
 * @param maxSyncs comparisons (NIP-77) open at once on one connection; 0 for none at all
 * @param maxSyncEvents events that one comparison is about at most
 * @param maxFilterValues ids, authors, kinds and tag values of all filters of one REQ together
 * @param maxEventTags tags of one event
 * @param maxContentLength characters (Unicode code points) of an event's content
 * @param minPowDifficulty leading zero bits an event's id must have (NIP-13)
 * @param maxAge how far in the past an event's {@code created_at} may lie
 * @param maxAhead how far in the future
 */
public record Limits(
        @DefaultValue("524288") int maxMessageLength,
        @DefaultValue("20") int maxSubscriptions,
        @DefaultValue("10") int maxFilters,
        @DefaultValue("500") int maxLimit,
        @DefaultValue("500") int defaultLimit,
        @DefaultValue("64") int maxSubidLength,
        @DefaultValue("1000000") int maxCount,
        @DefaultValue("2") int maxSyncs,
        @DefaultValue("100000") int maxSyncEvents,
        @DefaultValue("2500") int maxFilterValues,
        @DefaultValue("2000") int maxEventTags,
        @DefaultValue("262144") int maxContentLength,
        @DefaultValue("0") int minPowDifficulty,
        @DefaultValue("3650d") Duration maxAge,
        @DefaultValue("15m") Duration maxAhead) {

    public Limits {
        positive("max-message-length", maxMessageLength);
        positive("max-subscriptions", maxSubscriptions);
        positive("max-filters", maxFilters);
        positive("max-limit", maxLimit);
        positive("default-limit", defaultLimit);
        positive("max-subid-length", maxSubidLength);
        positive("max-count", maxCount);
        positive("max-sync-events", maxSyncEvents);
        positive("max-filter-values", maxFilterValues);
        positive("max-event-tags", maxEventTags);
        positive("max-content-length", maxContentLength);
        if (defaultLimit > maxLimit) {
            throw new IllegalArgumentException("default-limit is above max-limit");
        }
        if (minPowDifficulty < 0 || minPowDifficulty > 256) {
            throw new IllegalArgumentException("min-pow-difficulty is from 0 to 256");
        }
    }

    private static void positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive");
        }
    }
}
