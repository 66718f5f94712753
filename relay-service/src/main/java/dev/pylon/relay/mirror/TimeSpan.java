package dev.pylon.relay.mirror;

import dev.pylon.nostr.filter.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A part of a filter's time, for relays that compare only so many events at once.
 *
 * @param since seconds since 1970, the first that belongs to it
 * @param until the last
 */
record TimeSpan(long since, long until) {
    /** What relays let events lie in the future. */
    private static final Duration AHEAD = Duration.ofHours(1);

    static TimeSpan of(Filter filter, Instant now) {
        return new TimeSpan(
                filter.since().orElse(0), filter.until().orElse(now.plus(AHEAD).getEpochSecond()));
    }

    boolean canSplit() {
        return since < until;
    }

    /** The newer half first: it is the one that people wait for. */
    List<TimeSpan> halves() {
        long middle = since + (until - since) / 2;
        return List.of(new TimeSpan(middle + 1, until), new TimeSpan(since, middle));
    }

    Filter of(Filter filter) {
        return filter.toBuilder().since(since).until(until).build();
    }
}
