package dev.pylon.relayclient;

import dev.pylon.nostr.filter.Filter;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What to subscribe to. Any filter may match; relays allow ten at most, as a rule.
 *
 * @param relays which relays of the pool to ask; empty means all of them, also those added later
 * @param buffer how many events may wait for the consumer
 * @param overlap how far before the last event seen a subscription is resumed after an
 *     interruption. Longer finds events that were published long after they were signed; what was
 *     handed out before is not handed out again
 */
public record Subscription(
        List<Filter> filters,
        Set<RelayUrl> relays,
        int buffer,
        Overflow overflow,
        Duration overlap) {
    public static final int DEFAULT_BUFFER = 4096;
    public static final Duration DEFAULT_OVERLAP = Duration.ofMinutes(10);

    public Subscription {
        filters = checked(filters);
        relays = Set.copyOf(relays);
        if (buffer < 1) {
            throw new IllegalArgumentException("buffer must be at least 1");
        }
        if (overlap.isNegative()) {
            throw new IllegalArgumentException("overlap must not be negative");
        }
    }

    public static Subscription to(List<Filter> filters) {
        return new Subscription(
                filters, Set.of(), DEFAULT_BUFFER, Overflow.ASK_AGAIN, DEFAULT_OVERLAP);
    }

    public static Subscription to(Filter... filters) {
        return to(List.of(filters));
    }

    /** At these relays of the pool only. */
    public Subscription at(Set<RelayUrl> only) {
        return new Subscription(filters, only, buffer, overflow, overlap);
    }

    public Subscription buffering(int events, Overflow rule) {
        return new Subscription(filters, relays, events, rule, overlap);
    }

    public Subscription overlapping(Duration by) {
        return new Subscription(filters, relays, buffer, overflow, by);
    }

    static List<Filter> checked(List<Filter> filters) {
        if (filters.isEmpty()) {
            throw new IllegalArgumentException("filters must not be empty");
        }
        return List.copyOf(filters);
    }
}
