package dev.pylon.api.relay;

/**
 * The relay's statistics, at {@code /api/stats}.
 *
 * @param timestamp seconds since 1970
 */
public record RelayStats(
        EventCounts events, JobCounts jobs, HandlerCounts handlers, long timestamp) {}
