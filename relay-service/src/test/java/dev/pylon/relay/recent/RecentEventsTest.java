package dev.pylon.relay.recent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.storage.Audience;
import dev.pylon.relay.storage.LogEntry;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.Page;
import dev.pylon.relay.storage.QueryBound;
import dev.pylon.relay.storage.Shelf;
import dev.pylon.relay.storage.StoredEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is said from memory is what a list says that is searched from end to end. */
class RecentEventsTest {
    private static final long MUCH = 100_000_000;
    private static final long NOW = 1000;
    private static final int PRIVATE = 4;
    private static final int[] KINDS = {1, 7, PRIVATE, 1059};
    private static final Filter ANY = Filter.builder().build();
    private static final int PAGE_BYTES = 4000;

    private final Random random = new Random(7);

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void answersAreThoseOfTheListOrThereIsNone(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 400) int changes,
            @ForAll @IntRange(min = 4_000, max = 400_000) int budget) {
        World world = new World(new Random(seed), budget);
        for (int i = 0; i < changes; i++) {
            world.change();
        }
        for (int i = 0; i < 30; i++) {
            world.ask();
        }
        world.loadTheRest();
        for (int i = 0; i < 30; i++) {
            world.ask();
        }
        if (budget > 300_000) {
            assertThat(world.answered).isGreaterThan(20);
        }
    }

    /** The database, and the memory that hears of it late and in another order. */
    private static final class World {
        private final Random random;
        private final RecentEvents recent;
        private final TreeMap<Long, LogEntry.Added> stored = new TreeMap<>();
        private final List<LogEntry> untold = new ArrayList<>();
        private long position;
        private long loadedFrom = 60;
        private boolean loaded;
        private int answered;

        World(Random random, long budget) {
            this.random = random;
            recent = memory(budget);
        }

        void change() {
            switch (random.nextInt(10)) {
                case 0 -> {
                    if (!stored.isEmpty()) {
                        LogEntry.Added any = anyStored();
                        stored.remove(any.position().value());
                        untold.add(Sample.removed(any));
                        if (random.nextInt(4) == 0) {
                            add(any.event().event());
                        }
                    }
                }
                case 1, 2 -> tell();
                case 3 -> load();
                default -> add(someEvent());
            }
        }

        private void add(Event event) {
            position++;
            LogEntry.Added added = Sample.added(position, event);
            stored.put(position, added);
            untold.add(added);
        }

        private Event someEvent() {
            List<Tag> tags = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                tags.add(Tag.of("t", random.nextBoolean() ? "a" : "b"));
            }
            if (random.nextInt(3) == 0) {
                tags.add(Tag.of("p", Sample.KEYS.get(random.nextInt(3)).hex()));
            }
            if (random.nextInt(5) == 0) {
                tags.add(Tag.of("expiration", Long.toString(NOW - 5 + random.nextInt(10))));
            }
            return Sample.event(
                    random,
                    random.nextInt(3),
                    KINDS[random.nextInt(KINDS.length)],
                    random.nextInt(60),
                    tags.toArray(Tag[]::new));
        }

        private LogEntry.Added anyStored() {
            return List.copyOf(stored.values()).get(random.nextInt(stored.size()));
        }

        /** In any order: an addition may come after the removal of what it adds. */
        private void tell() {
            Collections.shuffle(untold, random);
            untold.forEach(entry -> recent.apply(List.of(entry)));
            untold.clear();
            recent.completeTo(new LogPosition(position));
        }

        private void load() {
            if (!loaded) {
                long from = Math.max(0, loadedFrom - random.nextInt(20));
                boolean wanted = recent.load(0, between(from, loadedFrom));
                loadedFrom = from;
                loaded = !wanted || from == 0;
                if (wanted && from == 0) {
                    recent.loadedAll(0);
                } else if (wanted) {
                    recent.loadedFrom(0, from);
                }
            }
        }

        void loadTheRest() {
            while (!loaded) {
                load();
            }
            tell();
        }

        private List<LogEntry.Added> between(long from, long before) {
            return stored.values().stream()
                    .filter(added -> added.event().event().createdAt() >= from)
                    .filter(added -> added.event().event().createdAt() < before)
                    .toList();
        }

        void ask() {
            tell();
            Filter filter = someFilter();
            Audience audience =
                    new Audience(
                            Set.of(PRIVATE, 1059),
                            Set.of(PRIVATE),
                            random.nextBoolean() ? Set.of() : Set.of(Sample.KEYS.getFirst()));
            long upTo = random.nextInt(4) == 0 ? random.nextLong(position + 1) : position;
            int limit = 1 + random.nextInt(40);
            List<EventId> expected = expected(filter, audience, upTo);
            List<EventId> found = new ArrayList<>();
            StoredEvent last = null;
            int left = limit;
            while (left > 0) {
                QueryBound bound =
                        new QueryBound(new LogPosition(upTo), limit, audience, PAGE_BYTES);
                Optional<Page> page = recent.page(filter, bound, left, last);
                if (page.isEmpty()) {
                    break;
                }
                answered++;
                page.get().events().forEach(event -> found.add(event.id()));
                last = page.get().events().isEmpty() ? last : page.get().events().getLast();
                left = page.get().left();
            }
            int begin = Math.min(found.size(), Math.min(limit, expected.size()));
            assertThat(found).isEqualTo(expected.subList(0, begin));
            if (left == 0) {
                assertThat(found).hasSize(Math.min(limit, expected.size()));
            }
            count(filter, audience);
        }

        private void count(Filter filter, Audience audience) {
            Filter other = someFilter();
            OptionalLong count =
                    recent.count(List.of(filter, other), new LogPosition(position), audience, 20);
            if (count.isPresent()) {
                Set<EventId> both = new HashSet<>(expected(filter, audience, position));
                both.addAll(expected(other, audience, position));
                assertThat(count).hasValue(Math.min(20, both.size()));
            }
        }

        private Filter someFilter() {
            Filter.Builder filter = Filter.builder();
            if (random.nextInt(4) == 0 && !stored.isEmpty()) {
                filter.ids(anyStored().event().event().id(), anyStored().event().event().id());
            }
            if (random.nextInt(3) == 0) {
                filter.authors(Sample.KEYS.subList(0, 1 + random.nextInt(2)));
            }
            if (random.nextInt(2) == 0) {
                filter.kinds(KINDS[random.nextInt(4)], KINDS[random.nextInt(4)], 99);
            }
            if (random.nextInt(3) == 0) {
                filter.tag("t", random.nextBoolean() ? Set.of("a") : Set.of("a", "b", "c"));
            }
            if (random.nextInt(5) == 0) {
                filter.tag("p", Sample.KEYS.getFirst().hex());
            }
            if (random.nextInt(3) == 0) {
                filter.since(random.nextInt(60));
            }
            if (random.nextInt(3) == 0) {
                filter.until(random.nextInt(60));
            }
            return filter.build();
        }

        private List<EventId> expected(Filter filter, Audience audience, long upTo) {
            return stored.headMap(upTo, true).values().stream()
                    .map(added -> added.event().event())
                    .filter(filter::matches)
                    .filter(event -> isFor(event, audience))
                    .filter(event ->
                            event.expiration().map(at -> at.getEpochSecond() > NOW).orElse(true))
                    .sorted(Event.NEWEST_FIRST)
                    .map(Event::id)
                    .toList();
        }

        private static boolean isFor(Event event, Audience audience) {
            PublicKey reader = Sample.KEYS.getFirst();
            return !audience.privateKinds().contains(event.kind())
                    || (audience.keys().contains(reader)
                            && (event.tags().anyMatch("p", Set.of(reader.hex()))
                                    || (event.kind() == PRIVATE && event.pubkey().equals(reader))));
        }
    }

    @Test
    void nothingIsSaidBeforeItIsLoadedOrBeyondWhatIsComplete() {
        RecentEvents recent = memory(MUCH);
        recent.apply(List.of(Sample.added(1, event(50))));
        recent.completeTo(new LogPosition(1));
        assertThat(ask(recent, ANY, 1)).isEmpty();

        recent.loadedAll(0);
        assertThat(ask(recent, ANY, 1)).hasValueSatisfying(page -> holds(page, 1, 0));
        assertThat(ask(recent, ANY, 2)).isEmpty();

        recent.suspend();
        assertThat(ask(recent, ANY, 1)).isEmpty();
    }

    @Test
    void anEventThatIsGoneBeforeItIsHeardOfStaysAway() {
        RecentEvents recent = memory(MUCH);
        recent.loadedAll(0);
        LogEntry.Added late = Sample.added(1, event(50));
        recent.apply(List.of(Sample.removed(late)));
        recent.apply(List.of(late));
        assertThat(recent.size()).isZero();

        recent.apply(List.of(Sample.added(2, late.event().event())));
        assertThat(recent.size()).isEqualTo(1);
        recent.apply(List.of(Sample.removed(late)));
        assertThat(recent.size()).isEqualTo(1);
    }

    @Test
    void muchThatWasDroppedIsInNoAnswerAndGoesLittleByLittle() {
        RecentEvents recent = memory(MUCH);
        List<LogEntry.Added> jobs =
                LongStream.rangeClosed(1, 2500)
                        .mapToObj(i -> Sample.added(i, Sample.event(random, 0, 5050, i)))
                        .toList();
        recent.load(0, jobs);
        recent.loadedAll(0);

        recent.apply(List.of(new LogEntry.Forgotten(Shelf.JOBS, 2400)));
        recent.completeTo(new LogPosition(2500));

        assertThat(recent.size()).isBetween(102, 2499);
        assertThat(ask(recent, Filter.builder().until(2400).build(), 2500))
                .hasValueSatisfying(page -> assertThat(page.events()).hasSize(1));
        assertThat(recent.count(List.of(ANY), new LogPosition(2500), everybody(), 10_000))
                .hasValue(101);
        recent.apply(List.of());
        recent.apply(List.of());
        assertThat(recent.size()).isEqualTo(101);
    }

    @Test
    void whatWasDroppedIsForgottenAndComesBackOnlyByTheLog() {
        RecentEvents recent = memory(MUCH);
        LogEntry.Added old = Sample.added(1, Sample.event(random, 0, 5050, 50));
        LogEntry.Added feedback = Sample.added(2, Sample.event(random, 0, 7000, 59));
        LogEntry.Added younger = Sample.added(3, Sample.event(random, 0, 5050, 60));
        LogEntry.Added result = Sample.added(4, Sample.event(random, 0, 6050, 50));
        recent.load(0, List.of(old, feedback, younger, result));

        recent.apply(List.of(new LogEntry.Forgotten(Shelf.JOBS, 60)));

        assertThat(recent.load(0, List.of(old))).isTrue();
        recent.loadedAll(0);
        recent.completeTo(new LogPosition(4));
        assertThat(ask(recent, ANY, 4))
                .hasValueSatisfying(page ->
                        assertThat(page.events())
                                .extracting(StoredEvent::position)
                                .containsExactly(younger.position(), result.position()));

        recent.apply(List.of(Sample.added(5, old.event().event())));
        recent.completeTo(new LogPosition(5));
        assertThat(ask(recent, ANY, 5)).isEmpty();
        assertThat(recent.loads().blockFirst()).isEqualTo(1);
        recent.load(1, List.of(younger, result));
        recent.loadedAll(1);
        assertThat(ask(recent, ANY, 5)).hasValueSatisfying(page -> holds(page, 3, 0));
    }

    @Test
    void whatWasMissedIsLoadedAnew() {
        RecentEvents recent = memory(MUCH);
        recent.load(0, List.of(Sample.added(1, event(50))));
        recent.loadedAll(0);
        recent.completeTo(new LogPosition(1));

        recent.apply(List.of(new LogEntry.Lost()));

        assertThat(ask(recent, ANY, 1)).isEmpty();
        assertThat(recent.loads().blockFirst()).isEqualTo(1);
        assertThat(recent.load(0, List.of(Sample.added(1, event(50))))).isFalse();
        recent.loadedAll(0);
        assertThat(ask(recent, ANY, 1)).isEmpty();
        recent.loadedAll(1);
        assertThat(ask(recent, ANY, 1)).hasValueSatisfying(page -> holds(page, 0, 0));
    }

    @Test
    void theOldestGoWhenItIsFullAndOnlyWhatIsCertainIsSaid() {
        RecentEvents recent = memory(20_000);
        recent.loadedAll(0);
        for (int i = 1; i <= 200; i++) {
            recent.apply(List.of(Sample.added(i, event(i))));
            recent.completeTo(new LogPosition(i));
        }

        assertThat(recent.bytes()).isBetween(15_000L, 20_000L);
        int held = recent.size();
        assertThat(held).isBetween(10, 100);
        assertThat(ask(recent, ANY, 5, 200)).hasValueSatisfying(page -> holds(page, 5, 0));
        Filter recentOnly = Filter.builder().since(201 - held).build();
        assertThat(ask(recent, recentOnly, 500, 200))
                .hasValueSatisfying(page -> holds(page, held, 0));
        assertThat(ask(recent, ANY, 500, 200))
                .hasValueSatisfying(page -> holds(page, held, 500 - held));
        assertThat(ask(recent, Filter.builder().until(10).build(), 500, 200)).isEmpty();
        assertThat(recent.count(List.of(ANY), new LogPosition(200), everybody(), 1000)).isEmpty();
        assertThat(recent.count(List.of(ANY), new LogPosition(200), everybody(), 7)).hasValue(7);
        recent.apply(List.of(Sample.added(201, event(1))));
        assertThat(recent.size()).isEqualTo(held);
    }

    @Test
    void aLongSearchIsLeftToTheDatabase() {
        RecentEvents recent = memory(MUCH);
        recent.loadedAll(0);
        for (int i = 1; i <= 20_100; i++) {
            recent.apply(List.of(Sample.added(i, event(i))));
        }
        recent.completeTo(new LogPosition(20_100));
        QueryBound old = new QueryBound(new LogPosition(10), 20, everybody(), Integer.MAX_VALUE);
        assertThat(recent.page(ANY, old, 20, null)).isEmpty();
    }

    private static RecentEvents memory(long budget) {
        return new RecentEvents(
                budget,
                InstantSource.fixed(Instant.ofEpochSecond(NOW)),
                new RelayMetrics(new SimpleMeterRegistry()));
    }

    private Event event(long time) {
        return Sample.event(random, 0, 1, time);
    }

    private static Audience everybody() {
        return Audience.UNRESTRICTED;
    }

    private static Optional<Page> ask(RecentEvents recent, Filter filter, long upTo) {
        return ask(recent, filter, 500, upTo);
    }

    private static Optional<Page> ask(RecentEvents recent, Filter filter, int most, long upTo) {
        return recent.page(
                filter, new QueryBound(new LogPosition(upTo), most, everybody()), most, null);
    }

    private static void holds(Page page, int events, int left) {
        assertThat(page.events()).hasSize(events);
        assertThat(page.left()).isEqualTo(left);
    }
}
