package dev.pylon.relay.storage;

/**
 * How far a query goes.
 *
 * @param upTo nothing committed after this
 * @param limit the newest so many
 * @param audience whom the answer is for
 * @param pageBytes of events read at once, but one event at least
 */
public record QueryBound(LogPosition upTo, int limit, Audience audience, int pageBytes) {
    private static final int PAGE_BYTES = 256 * 1024;

    /** Read ahead by a quarter of a megabyte. */
    public QueryBound(LogPosition upTo, int limit, Audience audience) {
        this(upTo, limit, audience, PAGE_BYTES);
    }
}
