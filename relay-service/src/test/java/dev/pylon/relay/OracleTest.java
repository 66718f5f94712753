package dev.pylon.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.relay.storage.EventBus;
import dev.pylon.relay.storage.EventIndex;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.RemovedEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The relay's answers against those of a list that is searched from end to end. */
class OracleTest {
    private static final List<SecretKey> KEYS =
            List.of(SecretKey.generate(), SecretKey.generate(), SecretKey.generate());
    private static final List<Integer> KINDS = List.of(1, 7, 3, 10002, 30023, 5050, 20001);
    private static final long START = Events.now() - 50;
    private static @Nullable TestRelay relay;
    private static int tries;

    /** What an event is made of; ids and signatures come later. */
    record Draft(int key, int kind, int time, List<List<String>> tags, int salt) {
        Event sign() {
            Tags all = Tags.of(tags.stream().map(Tag::new).toList());
            return new EventTemplate(kind, all, "try " + tries + " " + salt, START + time)
                    .sign(KEYS.get(key));
        }
    }

    /** What a filter is made of; ids are indexes of events. Absent means any. */
    record Wish(
            @Nullable Set<Integer> ids,
            @Nullable Set<Integer> keys,
            @Nullable Set<Integer> kinds,
            @Nullable Set<String> t,
            @Nullable Set<String> d,
            @Nullable Integer since,
            @Nullable Integer until,
            @Nullable Integer limit) {}

    @BeforeContainer
    static void start() {
        relay = TestRelay.startOpen("limits.max-age=3650d");
    }

    @AfterContainer
    static void stop() {
        double fromMemory = relay().metric("relay_pages_total{from=\"memory\"");
        double fromDatabase = relay().metric("relay_pages_total{from=\"database\"");
        relay().close();
        assertThat(fromMemory).isGreaterThan(tries);
        assertThat(fromDatabase).isGreaterThan(tries);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void storedAndLiveAnswersAreThoseOfTheList(
            @ForAll("drafts") List<Draft> drafts, @ForAll("wishes") List<Wish> wishes) {
        tries++;
        removeAll();
        List<Event> events = drafts.stream().map(Draft::sign).toList();
        String[] filters = wishes.stream().map(wish -> json(wish, events)).toArray(String[]::new);
        List<Event> list = new ArrayList<>();
        List<String> live = new ArrayList<>();

        try (RawClient listener = relay().connect();
                RawClient publisher = relay().connect()) {
            assertThat(listener.stored("live", filters)).isEmpty();
            for (Event event : events) {
                assertThat(publisher.ok(event).get(2).asBoolean()).isTrue();
                if (take(list, event) && matchesAny(event, wishes, events)) {
                    live.add(event.id().hex());
                }
            }
            List<String> answer = storedAnswer(list, wishes, events);
            assertThat(publisher.stored("from memory", filters)).isEqualTo(answer);
            assertThat(publisher.count("counted", filters))
                    .isEqualTo(matching(list, wishes, events));
            relay().bean(EventIndex.class).suspend();
            assertThat(publisher.stored("from the database", filters)).isEqualTo(answer);
            assertThat(publisher.count("counted", filters))
                    .isEqualTo(matching(list, wishes, events));
            assertThat(received(listener, live.size())).isEqualTo(live);
        }
    }

    private static void removeAll() {
        List<RemovedEvent> removed =
                relay().bean(DatabaseClient.class)
                        .sql("DELETE FROM event RETURNING position, id")
                        .map(row ->
                                new RemovedEvent(
                                        new LogPosition(
                                                requireNonNull(row.get("position", Long.class))),
                                        EventId.of(requireNonNull(row.get("id", byte[].class)))))
                        .all()
                        .collectList()
                        .block();
        relay().bean(EventBus.class).removed(requireNonNull(removed));
    }

    private static long matching(List<Event> list, List<Wish> wishes, List<Event> events) {
        return list.stream().filter(event -> matchesAny(event, wishes, events)).count();
    }

    /** Ends at a fence: the answer to a question asked after everything was acknowledged. */
    private static List<String> received(RawClient listener, int expected) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < expected; i++) {
            ids.add(listener.next().get(2).get("id").asString());
        }
        listener.send("[\"REQ\",\"fence\",{\"ids\":[]}]");
        for (JsonNode next = listener.next();
                !next.get(0).asString().equals("EOSE");
                next = listener.next()) {
            ids.add(next.get(2).get("id").asString());
        }
        return ids;
    }

    /** NIP-01's rules of replacement; false if the event changes nothing. */
    private static boolean take(List<Event> list, Event event) {
        int kind = event.kind();
        if (kind >= 20_000 && kind < 30_000) {
            return true;
        }
        if (list.stream().anyMatch(other -> other.id().equals(event.id()))) {
            return false;
        }
        boolean replaceable = kind == 3 || (kind >= 10_000 && kind < 20_000);
        boolean addressable = kind >= 30_000 && kind < 40_000;
        if (replaceable || addressable) {
            for (Event other : list) {
                boolean same =
                        other.kind() == kind
                                && other.pubkey().equals(event.pubkey())
                                && (replaceable || identifier(other).equals(identifier(event)));
                if (same && !newer(event, other)) {
                    return false;
                }
                if (same) {
                    list.remove(other);
                    break;
                }
            }
        }
        list.add(event);
        return true;
    }

    private static boolean newer(Event event, Event other) {
        return event.createdAt() > other.createdAt()
                || (event.createdAt() == other.createdAt()
                        && event.id().hex().compareTo(other.id().hex()) < 0);
    }

    private static String identifier(Event event) {
        return event.tags().list().stream()
                .filter(tag -> tag.name().equals("d"))
                .findFirst()
                .map(tag -> tag.size() > 1 ? tag.values().get(1) : "")
                .orElse("");
    }

    private static List<String> storedAnswer(
            List<Event> list, List<Wish> wishes, List<Event> events) {
        Comparator<Event> order =
                Comparator.comparingLong(Event::createdAt)
                        .reversed()
                        .thenComparing(event -> event.id().hex());
        Set<Event> found = new LinkedHashSet<>();
        for (Wish wish : wishes) {
            list.stream()
                    .filter(event -> matches(event, wish, events))
                    .sorted(order)
                    .limit(wish.limit == null ? 500 : wish.limit)
                    .forEach(found::add);
        }
        return found.stream().sorted(order).map(event -> event.id().hex()).toList();
    }

    private static boolean matchesAny(Event event, List<Wish> wishes, List<Event> events) {
        return wishes.stream().anyMatch(wish -> matches(event, wish, events));
    }

    private static boolean matches(Event event, Wish wish, List<Event> events) {
        return (wish.ids == null
                        || wish.ids.stream()
                                .anyMatch(
                                        i -> events.get(i % events.size()).id().equals(event.id())))
                && (wish.keys == null
                        || wish.keys.stream()
                                .anyMatch(i -> KEYS.get(i).publicKey().equals(event.pubkey())))
                && (wish.kinds == null || wish.kinds.contains(event.kind()))
                && has(event, "t", wish.t)
                && has(event, "d", wish.d)
                && (wish.since == null || event.createdAt() >= START + wish.since)
                && (wish.until == null || event.createdAt() <= START + wish.until);
    }

    private static boolean has(Event event, String name, @Nullable Set<String> wanted) {
        if (wanted == null) {
            return true;
        }
        for (Tag tag : event.tags().list()) {
            if (tag.name().equals(name) && tag.size() > 1 && wanted.contains(tag.values().get(1))) {
                return true;
            }
        }
        return false;
    }

    private static String json(Wish wish, List<Event> events) {
        ObjectNode filter = RawClient.JSON.createObjectNode();
        if (wish.ids != null) {
            ArrayNode ids = filter.putArray("ids");
            wish.ids.forEach(i -> ids.add(events.get(i % events.size()).id().hex()));
        }
        if (wish.keys != null) {
            ArrayNode authors = filter.putArray("authors");
            wish.keys.forEach(i -> authors.add(KEYS.get(i).publicKey().hex()));
        }
        if (wish.kinds != null) {
            ArrayNode kinds = filter.putArray("kinds");
            wish.kinds.forEach(kinds::add);
        }
        putTexts(filter, "#t", wish.t);
        putTexts(filter, "#d", wish.d);
        if (wish.since != null) {
            filter.put("since", START + wish.since);
        }
        if (wish.until != null) {
            filter.put("until", START + wish.until);
        }
        if (wish.limit != null) {
            filter.put("limit", wish.limit);
        }
        return filter.toString();
    }

    private static void putTexts(ObjectNode filter, String name, @Nullable Set<String> texts) {
        if (texts != null) {
            ArrayNode array = filter.putArray(name);
            texts.forEach(array::add);
        }
    }

    @Provide
    Arbitrary<List<Draft>> drafts() {
        Arbitrary<List<String>> tag =
                Combinators.combine(
                                Arbitraries.of("t", "d", "T", "title"),
                                Arbitraries.of("", "a", "b", "c", "é \" \\ \u0000")
                                        .list()
                                        .ofMaxSize(2))
                        .as((name, values) -> {
                            List<String> all = new ArrayList<>(List.of(name));
                            all.addAll(values);
                            return all;
                        });
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(KINDS),
                        Arbitraries.integers().between(0, 6),
                        tag.list().ofMaxSize(3),
                        Arbitraries.integers().between(0, 1000))
                .as(Draft::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25);
    }

    @Provide
    Arbitrary<List<Wish>> wishes() {
        Arbitrary<Set<String>> values =
                Arbitraries.of("", "a", "b", "é \" \\ \u0000").set().ofMaxSize(2);
        Arbitrary<Integer> time = Arbitraries.integers().between(0, 6);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 24).set().ofMaxSize(8).injectNull(0.8),
                        Arbitraries.integers().between(0, 2).set().ofMaxSize(2).injectNull(0.6),
                        Arbitraries.of(KINDS).set().ofMaxSize(4).injectNull(0.5),
                        values.injectNull(0.7),
                        values.injectNull(0.8),
                        time.injectNull(0.7),
                        time.injectNull(0.7),
                        Arbitraries.integers().between(0, 5).injectNull(0.6))
                .as(Wish::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    private static TestRelay relay() {
        if (relay == null) {
            throw new IllegalStateException("the relay is not started");
        }
        return relay;
    }
}
