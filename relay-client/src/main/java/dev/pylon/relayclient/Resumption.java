package dev.pylon.relayclient;

import dev.pylon.nostr.filter.Filter;

/** Filters as they go to a relay that has answered them before, and as answers are held to them. */
final class Resumption {
    private Resumption() {}

    /**
     * The same filter from {@code since} on (seconds), or from its own {@code since} if that is
     * later, and without its limit: that was for the first answer, and would now hide what came
     * meanwhile.
     */
    static Filter from(Filter filter, long since) {
        Filter.Builder resumed = unlimited(filter);
        resumed.since(Math.max(since, filter.since().orElse(0)));
        filter.search().ifPresent(resumed::search);
        return resumed.build();
    }

    /** The part of it up to {@code until} (seconds), or up to its own if that is earlier. */
    static Filter until(Filter filter, long until) {
        return filter.toBuilder()
                .until(Math.max(0, Math.min(until, filter.until().orElse(Long.MAX_VALUE))))
                .build();
    }

    /** Whether the relay may have cut off its answer, and what is left has an end. */
    static boolean isPageable(Filter filter) {
        return filter.since().isPresent() && filter.limit().isEmpty() && filter.search().isEmpty();
    }

    /**
     * What a relay's answer must match. How words are searched for is the relay's business
     * (NIP-50), so they are left out.
     */
    static Filter check(Filter filter) {
        return filter.search().isEmpty() ? filter : unlimited(filter).build();
    }

    private static Filter.Builder unlimited(Filter filter) {
        Filter.Builder copy = Filter.builder();
        filter.ids().ifPresent(copy::ids);
        filter.authors().ifPresent(copy::authors);
        filter.kinds().ifPresent(copy::kinds);
        filter.tags().forEach(copy::tag);
        filter.since().ifPresent(copy::since);
        filter.until().ifPresent(copy::until);
        return copy;
    }
}
