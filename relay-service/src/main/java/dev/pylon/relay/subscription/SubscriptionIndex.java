package dev.pylon.relay.subscription;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.filter.Filter;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Subscriptions by what they ask for, so that an event meets only its candidates. Each filter is
 * filed under the values of its most telling condition: ids, else the tag with the fewest values,
 * else authors, else kinds, else everything. Safe for use by many threads.
 */
final class SubscriptionIndex {
    private static final Object EVERYTHING = new Object();

    private final Map<Object, Set<Subscription>> subscriptions = new ConcurrentHashMap<>();
    private final Set<Subscription> all = ConcurrentHashMap.newKeySet();

    private record TagValue(String name, String value) {}

    private record Kind(int number) {}

    void add(Subscription subscription) {
        all.add(subscription);
        for (Object key : keys(subscription)) {
            subscriptions.compute(
                    key,
                    (k, set) -> {
                        Set<Subscription> grown =
                                set == null ? ConcurrentHashMap.newKeySet(2) : set;
                        grown.add(subscription);
                        return grown;
                    });
        }
    }

    void remove(Subscription subscription) {
        all.remove(subscription);
        for (Object key : keys(subscription)) {
            subscriptions.computeIfPresent(
                    key,
                    (k, set) -> {
                        set.remove(subscription);
                        return set.isEmpty() ? null : set;
                    });
        }
    }

    int size() {
        return all.size();
    }

    /** Those that match, each once. */
    Collection<Subscription> matching(Event event) {
        Set<Subscription> found = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(event.id(), event, found);
        collect(event.pubkey(), event, found);
        collect(new Kind(event.kind()), event, found);
        for (Tag tag : event.tags()) {
            if (tag.isIndexed()) {
                collect(new TagValue(tag.name(), tag.values().get(1)), event, found);
            }
        }
        collect(EVERYTHING, event, found);
        return found;
    }

    private void collect(Object key, Event event, Set<Subscription> found) {
        Set<Subscription> candidates = subscriptions.get(key);
        if (candidates == null) {
            return;
        }
        for (Subscription candidate : candidates) {
            if (!found.contains(candidate) && candidate.matches(event)) {
                found.add(candidate);
            }
        }
    }

    private static Set<Object> keys(Subscription subscription) {
        Set<Object> keys = new HashSet<>();
        subscription.filters().forEach(filter -> keys.addAll(keys(filter)));
        return keys;
    }

    private static Collection<?> keys(Filter filter) {
        if (filter.matchesNothing()) {
            return List.of();
        }
        if (filter.ids().isPresent()) {
            return filter.ids().get();
        }
        if (!filter.tags().isEmpty()) {
            Map.Entry<String, Set<String>> fewest =
                    Collections.min(
                            filter.tags().entrySet(),
                            Comparator.comparingInt(entry -> entry.getValue().size()));
            return fewest.getValue().stream()
                    .map(value -> new TagValue(fewest.getKey(), value))
                    .toList();
        }
        if (filter.authors().isPresent()) {
            return filter.authors().get();
        }
        return filter.kinds().isPresent()
                ? filter.kinds().get().stream().map(Kind::new).toList()
                : List.of(EVERYTHING);
    }
}
