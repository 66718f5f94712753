package dev.pylon.relay.storage;

/**
 * How far a query goes.
 *
 * @param upTo nothing committed after this
 * @param limit the newest so many
 * @param audience whom the answer is for
 */
public record QueryBound(LogPosition upTo, int limit, Audience audience) {}
