package dev.pylon.relay.policy;

import dev.pylon.nostr.filter.Filter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What may be asked for, and how much of it. Safe for use by many threads. */
public final class SubscriptionPolicy {
    private final Supplier<RelaySettings> current;

    public SubscriptionPolicy(Supplier<RelaySettings> current) {
        this.current = current;
    }

    /** Whether whoever asks this has to have authenticated. */
    public boolean needsAuthentication(List<Filter> filters) {
        AuthSettings auth = current.get().auth();
        return auth.read()
                && !filters.stream()
                        .allMatch(filter -> filter.kinds().map(auth::areExempt).orElse(false));
    }

    /** What is wrong with the question; empty if nothing. */
    public Optional<Refusal> check(String subscriptionId, List<Filter> filters) {
        Limits limits = current.get().limits();
        if (subscriptionId.isEmpty()
                || subscriptionId.codePointCount(0, subscriptionId.length())
                        > limits.maxSubidLength()) {
            return Optional.of(
                    Refusal.invalid(
                            "a subscription id has 1 to %d characters"
                                    .formatted(limits.maxSubidLength())));
        }
        if (filters.isEmpty() || filters.size() > limits.maxFilters()) {
            return Optional.of(
                    Refusal.invalid(
                            "%d filters, the limit is %d"
                                    .formatted(filters.size(), limits.maxFilters())));
        }
        if (filters.stream().mapToInt(SubscriptionPolicy::values).sum()
                > limits.maxFilterValues()) {
            return Optional.of(
                    Refusal.invalid(
                            "more than %d values in the filters"
                                    .formatted(limits.maxFilterValues())));
        }
        return current.get().search().kinds().isEmpty()
                        && filters.stream().anyMatch(filter -> filter.search().isPresent())
                ? Optional.of(Refusal.unsupported("this relay has no search"))
                : Optional.empty();
    }

    /** How many stored events this filter gets at most. */
    public int limitOf(Filter filter) {
        Limits limits = current.get().limits();
        return Math.min(filter.limit().orElse(limits.defaultLimit()), limits.maxLimit());
    }

    /** How many may be open at once on one connection. */
    public int maxSubscriptions() {
        return current.get().limits().maxSubscriptions();
    }

    /** How long a REQ that came before AUTH is held. */
    public Duration hold() {
        return current.get().auth().hold();
    }

    /** How many comparisons (NIP-77) may be open on one connection. */
    public int maxSyncs() {
        return current.get().limits().maxSyncs();
    }

    /** How many events one of them may be about. */
    public int maxSyncEvents() {
        return current.get().limits().maxSyncEvents();
    }

    /** How far is counted. */
    public long maxCount() {
        return current.get().limits().maxCount();
    }

    private static int values(Filter filter) {
        return filter.ids().map(Set::size).orElse(0)
                + filter.authors().map(Set::size).orElse(0)
                + filter.kinds().map(Set::size).orElse(0)
                + filter.tags().values().stream().mapToInt(Collection::size).sum();
    }
}
