package dev.pylon.relay.storage;

/**
 * How far a query goes.
 *
 * @param upTo nothing committed after this
 * @param limit the newest so many
 */
public record QueryBound(LogPosition upTo, int limit) {}
