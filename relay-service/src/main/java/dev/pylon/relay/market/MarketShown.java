package dev.pylon.relay.market;

import dev.pylon.api.relay.KindCount;
import dev.pylon.api.relay.RelayInformation;
import dev.pylon.api.relay.RelayStats;
import dev.pylon.kit.console.Shown;
import dev.pylon.nostr.market.ProviderAnnouncement;
import dev.pylon.nostr.market.ProviderAnnouncements;
import dev.pylon.relay.stats.JobSummary;
import dev.pylon.relay.stats.MarketOverview;
import dev.pylon.relay.stats.ProviderSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The market as the page shows it.
 *
 * @param connections open at this replica
 * @param showJobs whether they are listed
 */
public record MarketShown(
        RelayInformation relay,
        RelayStats stats,
        MarketOverview market,
        long connections,
        boolean showJobs,
        Instant now) {
    private static final int KINDS = 12;
    private static final int OFFERS = 60;

    /** What one provider takes for one kind. */
    public record Offer(int kind, ProviderSummary provider, boolean alive) {
        public ProviderAnnouncement announcement() {
            return provider.announcement();
        }
    }

    /** By kind, those that are there first. */
    public List<Offer> offers() {
        return market.providers().stream()
                .flatMap(provider ->
                        provider.announcement().kinds().stream()
                                .map(kind -> new Offer(kind, provider, isAlive(provider))))
                .sorted(
                        Comparator.comparingInt(Offer::kind)
                                .thenComparing(Offer::alive, Comparator.reverseOrder()))
                .limit(OFFERS)
                .toList();
    }

    /** How many providers have been heard of lately. */
    public long alive() {
        return market.providers().stream().filter(this::isAlive).count();
    }

    private boolean isAlive(ProviderSummary provider) {
        return provider.lastHeartbeat()
                .filter(at -> !at.plus(ProviderAnnouncements.ALIVE).isBefore(now))
                .isPresent();
    }

    public List<KindCount> kinds() {
        return stats.events().byKind().stream().limit(KINDS).toList();
    }

    /** The longest bar. */
    public long most() {
        return kinds().stream().mapToLong(KindCount::count).max().orElse(1);
    }

    /** Events have whole seconds, so less is not told apart. */
    public static String took(Duration time) {
        return time.isZero() ? "under 1 s" : Shown.duration(time.toMillis()).replace(".0 s", " s");
    }

    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    public static String kind(int kind) {
        String name = KindNames.of(kind);
        return name.isEmpty() ? "kind " + kind : name;
    }

    /** What is asked for, without the word that it is a request. */
    public static String work(JobSummary job) {
        return kind(job.request().kind()).replaceFirst("^request: ", "");
    }
}
