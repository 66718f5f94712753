package dev.pylon.relay.recent;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.storage.Audience;
import dev.pylon.relay.storage.EventIndex;
import dev.pylon.relay.storage.LogEntry;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.Page;
import dev.pylon.relay.storage.QueryBound;
import dev.pylon.relay.storage.RemovedEvent;
import dev.pylon.relay.storage.Shelf;
import dev.pylon.relay.storage.StoredEvent;
import dev.pylon.relay.storage.TagKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The newest stored events, as many as the memory given holds, by kind, author and tag. It has all
 * of them from a certain {@code created_at} on, its floor, and answers what is certain from these:
 * whatever ends above the floor, and everything once all that is stored fits.
 *
 * <p>An event is taken up when its commit is known, and when it is read from the database to begin
 * with, in any order; a position known to be gone is not taken up any more.
 */
public final class RecentEvents implements EventIndex {
    /** Events looked at for one answer; where more would be, the database is faster. */
    private static final int MOST_VISITED = 20_000;

    private static final int REMOVALS_REMEMBERED = 100_000;
    private static final int FORGOTTEN_AT_ONCE = 1000;
    private static final long NOT_LOADED = Long.MAX_VALUE;
    private static final long EVERYTHING = Long.MIN_VALUE;

    private final long budget;
    private final InstantSource clock;
    private final RelayMetrics metrics;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Sinks.Many<Long> generations = Sinks.many().replay().latest();
    private final Map<EventId, Held> byId = new HashMap<>();
    private final Map<PublicKey, Timeline> byAuthor = new HashMap<>();
    private final Map<Integer, Timeline> byKind = new HashMap<>();
    private final Map<UUID, Timeline> byTag = new HashMap<>();
    private final Set<Long> gone =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                            return size() > REMOVALS_REMEMBERED;
                        }
                    });

    /** Of what is older nothing was stored any more when a part was dropped. */
    private final Map<Shelf, Long> forgotten = new EnumMap<>(Shelf.class);

    /** Whether some of it may still be held. */
    private boolean forgetting;

    private Timeline all = new Timeline("all");
    private long floor = NOT_LOADED;
    private boolean loading = true;
    private long generation;
    private volatile long bytes;
    private volatile long completeTo = -1;

    /**
     * @param budget bytes of memory, about
     */
    public RecentEvents(long budget, InstantSource clock, RelayMetrics metrics) {
        this.budget = budget;
        this.metrics = metrics;
        this.clock = clock;
        generations.tryEmitNext(0L);
        metrics.gauge("relay.recent.events", "Stored events held in memory", this::size);
        metrics.gauge("relay.recent.bytes", "Memory they take, about", this::bytes);
    }

    /** How many events are held. */
    public int size() {
        lock.readLock().lock();
        try {
            return all.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Memory taken, about. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void apply(List<LogEntry> entries) {
        lock.writeLock().lock();
        try {
            entries.forEach(this::take);
            if (forgetting) {
                removeForgotten();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void completeTo(LogPosition position) {
        completeTo = position.value();
    }

    @Override
    public void suspend() {
        completeTo = -1;
    }

    /** The number of each load that has to be made, the latest first. */
    Flux<Long> loads() {
        return generations.asFlux();
    }

    /**
     * Takes up stored events.
     *
     * @param load as {@link #loads} gave it
     * @return false if no more are wanted
     */
    boolean load(long load, List<LogEntry.Added> stored) {
        lock.writeLock().lock();
        try {
            if (load != generation || !loading) {
                return false;
            }
            stored.stream().filter(event -> !isForgotten(event)).forEach(this::add);
            return loading;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** All that is stored was loaded, from this time on. */
    void loadedFrom(long load, long createdAt) {
        lock.writeLock().lock();
        try {
            if (load == generation && loading) {
                floor = createdAt;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** All that is stored was loaded. */
    void loadedAll(long load) {
        loadedFrom(load, EVERYTHING);
        lock.writeLock().lock();
        try {
            loading &= load != generation;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void add(LogEntry.Added added) {
        EventId id = added.event().event().id();
        Held before = byId.get(id);
        if (gone.contains(added.position().value())
                || (before != null && before.position >= added.position().value())
                || (!loading && added.event().event().createdAt() < floor)) {
            return;
        }
        if (before != null) {
            remove(before);
        }
        Timeline author = byAuthor.computeIfAbsent(added.event().event().pubkey(), Timeline::new);
        Set<UUID> keys = added.event().tagKeys();
        List<Timeline> tags = new ArrayList<>(keys.size());
        keys.forEach(key -> tags.add(byTag.computeIfAbsent(key, Timeline::new)));
        Held event = new Held(added, (PublicKey) author.key, tags);
        byId.put(event.id, event);
        all.add(event);
        author.add(event);
        byKind.computeIfAbsent(event.kind, Timeline::new).add(event);
        tags.forEach(tag -> tag.add(event));
        bytes += event.bytes();
        if (bytes > budget) {
            evict();
        }
    }

    private void remove(Held event) {
        byId.remove(event.id);
        all.remove(event);
        remove(event, byAuthor, event.author);
        remove(event, byKind, event.kind);
        for (Timeline tag : event.tags()) {
            remove(event, byTag, (UUID) tag.key);
        }
        bytes -= event.bytes();
    }

    private static <K> void remove(Held event, Map<K, Timeline> timelines, K key) {
        Timeline timeline = timelines.get(key);
        if (timeline == null) {
            throw new IllegalStateException("no timeline of " + key);
        }
        timeline.remove(event);
        if (timeline.size() == 0) {
            timelines.remove(key);
        }
    }

    /** Makes room for some more, by whole seconds from the oldest on. */
    private void evict() {
        loading = false;
        while (all.size() > 0 && (bytes > budget - budget / 16 || all.oldest().createdAt < floor)) {
            Held oldest = all.oldest();
            floor = Math.max(floor, oldest.createdAt + 1);
            remove(oldest);
        }
    }

    private void take(LogEntry entry) {
        switch (entry) {
            case LogEntry.Removed removed -> removed.events().forEach(this::removeGone);
            case LogEntry.Lost lost -> clear();
            case LogEntry.Forgotten forgotten -> forget(forgotten);
            case LogEntry.Added added -> addNew(added);
            case LogEntry.Passing passing -> {}
        }
    }

    /** What is older than what was forgotten is taken again only if it is kept for longer now. */
    private void addNew(LogEntry.Added added) {
        if (isForgotten(added)) {
            clear();
        }
        add(added);
    }

    private boolean isForgotten(LogEntry.Added added) {
        Event event = added.event().event();
        return isForgotten(event.kind(), event.createdAt());
    }

    private boolean isForgotten(Held event) {
        return isForgotten(event.kind, event.createdAt);
    }

    private boolean isForgotten(int kind, long createdAt) {
        return createdAt < forgotten.getOrDefault(Shelf.of(kind), EVERYTHING);
    }

    /** From now on it is in no answer; its memory is freed little by little. */
    private void forget(LogEntry.Forgotten old) {
        forgotten.merge(old.shelf(), old.before(), Math::max);
        forgetting = true;
    }

    /** Some of it, so that nobody waits for a whole part's events to go. */
    private void removeForgotten() {
        int left = FORGOTTEN_AT_ONCE;
        for (Timeline ofKind : List.copyOf(byKind.values())) {
            while (left > 0 && ofKind.size() > 0 && isForgotten(ofKind.oldest())) {
                remove(ofKind.oldest());
                left--;
            }
        }
        forgetting = left == 0;
    }

    private void removeGone(RemovedEvent removed) {
        gone.add(removed.position().value());
        Held event = byId.get(removed.id());
        if (event != null && event.position == removed.position().value()) {
            remove(event);
        }
    }

    private void clear() {
        byId.clear();
        byAuthor.clear();
        byKind.clear();
        byTag.clear();
        all = new Timeline("all");
        bytes = 0;
        forgotten.clear();
        floor = NOT_LOADED;
        loading = true;
        generation++;
        generations.tryEmitNext(generation);
    }

    @Override
    public Optional<Page> page(
            Filter filter, QueryBound bound, int most, @Nullable StoredEvent last) {
        return answer(bound.upTo(), () -> find(filter, bound, most, last));
    }

    @Override
    public OptionalLong count(
            List<Filter> filters, LogPosition asOf, Audience audience, long most) {
        return answer(asOf, () -> count(filters, audience, most))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private <T> Optional<T> answer(LogPosition asOf, Supplier<@Nullable T> answer) {
        lock.readLock().lock();
        try {
            Optional<T> found =
                    isComplete(asOf) ? Optional.ofNullable(answer.get()) : Optional.empty();
            metrics.found(found.isPresent());
            return found;
        } finally {
            lock.readLock().unlock();
        }
    }

    private boolean isComplete(LogPosition position) {
        return position.value() <= completeTo && floor != NOT_LOADED;
    }

    private @Nullable Page find(
            Filter filter, QueryBound bound, int most, @Nullable StoredEvent last) {
        Conditions conditions = conditions(filter, bound.audience(), bound.upTo().value());
        Moment begin =
                last != null
                        ? Moment.of(last)
                        : Moment.endOf(filter.until().orElse(Long.MAX_VALUE));
        Merge candidates = candidates(filter, begin);
        List<StoredEvent> found = new ArrayList<>();
        long oldest = Math.max(floor, filter.since().orElse(EVERYTHING));
        long foundBytes = 0;
        for (Held event = candidates.next(); event != null; event = candidates.next()) {
            if (candidates.taken() > MOST_VISITED) {
                return null;
            }
            if (event.createdAt < oldest) {
                break;
            }
            if (conditions.hold(event) && !isForgotten(event)) {
                foundBytes += event.bodyBytes();
                if (foundBytes > bound.pageBytes() && !found.isEmpty()) {
                    return new Page(found, most - found.size());
                }
                found.add(event.stored());
                if (found.size() == most) {
                    return new Page(found, 0);
                }
            }
        }
        if (reachesToTheEnd(filter)) {
            return new Page(found, 0);
        }
        return found.isEmpty() ? null : new Page(found, most - found.size());
    }

    private @Nullable Long count(List<Filter> filters, Audience audience, long most) {
        Set<EventId> counted = new HashSet<>();
        int visited = 0;
        for (Filter filter : filters) {
            Conditions conditions = conditions(filter, audience, Long.MAX_VALUE);
            Merge candidates =
                    candidates(filter, Moment.endOf(filter.until().orElse(Long.MAX_VALUE)));
            long oldest = Math.max(floor, filter.since().orElse(EVERYTHING));
            for (Held event = candidates.next(); event != null; event = candidates.next()) {
                visited++;
                if (visited > MOST_VISITED) {
                    return null;
                }
                if (event.createdAt < oldest) {
                    break;
                }
                if (conditions.hold(event)
                        && !isForgotten(event)
                        && counted.add(event.id)
                        && counted.size() >= most) {
                    return most;
                }
            }
            if (!reachesToTheEnd(filter)) {
                return null;
            }
        }
        return (long) counted.size();
    }

    /** Whether nothing below the floor can match. */
    private boolean reachesToTheEnd(Filter filter) {
        return floor == EVERYTHING || filter.since().orElse(EVERYTHING) >= floor;
    }

    private Conditions conditions(Filter filter, Audience audience, long upTo) {
        List<Set<Timeline>> tags = new ArrayList<>(filter.tags().size());
        filter.tags().forEach((name, values) -> tags.add(Set.copyOf(tagged(name, values))));
        Set<Timeline> readers =
                Set.copyOf(tagged("p", audience.keys().stream().map(PublicKey::hex).toList()));
        return new Conditions(
                filter, tags, audience, readers, upTo, clock.instant().getEpochSecond());
    }

    /** Whatever meets the one condition that the fewest meet, and perhaps others. */
    private Merge candidates(Filter filter, Moment begin) {
        Collection<Timeline> fewest = List.of(all);
        if (filter.ids().isPresent()) {
            Timeline named = new Timeline("ids");
            filter.ids()
                    .get()
                    .forEach(id -> {
                        Held event = byId.get(id);
                        if (event != null) {
                            named.add(event);
                        }
                    });
            fewest = List.of(named);
        }
        if (filter.authors().isPresent()) {
            fewest = fewer(fewest, timelines(byAuthor, filter.authors().get()));
        }
        if (filter.kinds().isPresent()) {
            fewest = fewer(fewest, timelines(byKind, filter.kinds().get()));
        }
        for (Map.Entry<String, Set<String>> tag : filter.tags().entrySet()) {
            fewest = fewer(fewest, tagged(tag.getKey(), tag.getValue()));
        }
        return new Merge(fewest, begin);
    }

    private List<Timeline> tagged(String name, Collection<String> values) {
        return timelines(byTag, values.stream().map(value -> TagKey.of(name, value)).toList());
    }

    private static <K> List<Timeline> timelines(Map<K, Timeline> all, Collection<K> keys) {
        List<Timeline> found = new ArrayList<>(keys.size());
        for (K key : keys) {
            Timeline timeline = all.get(key);
            if (timeline != null) {
                found.add(timeline);
            }
        }
        return found;
    }

    private static Collection<Timeline> fewer(Collection<Timeline> a, Collection<Timeline> b) {
        return total(b) < total(a) ? b : a;
    }

    private static long total(Collection<Timeline> timelines) {
        return timelines.stream().mapToLong(Timeline::size).sum();
    }
}
