package dev.pylon.relay.stats;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The market as it is now.
 *
 * @param jobs the newest first
 * @param providers the one heard of last first
 * @param medianToResult of the newest jobs, a day old at most, that were answered; by the whole
 *     seconds that events have
 */
public record MarketOverview(
        List<JobSummary> jobs, List<ProviderSummary> providers, Optional<Duration> medianToResult) {
    /** Nothing is known. */
    public static final MarketOverview NONE =
            new MarketOverview(List.of(), List.of(), Optional.empty());

    public MarketOverview {
        jobs = List.copyOf(jobs);
        providers = List.copyOf(providers);
    }
}
