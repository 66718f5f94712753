package dev.pylon.api.relay;

/** How many events there are of a kind. */
public record KindCount(int kind, long count) {}
