package dev.pylon.nostr.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventArbitraries;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Signature;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Values come from small domains, so that matches are as common as misses. */
class FilterPropertyTest {
    @Property(tries = 5000)
    void matchesWhatNip01SaysItDoes(
            @ForAll("filters") Filter filter, @ForAll("events") Event event) {
        boolean expected = naiveMatch(filter, event);

        assertThat(filter.matches(event)).isEqualTo(expected);
        assertThat(expected && filter.matchesNothing()).isFalse();
        Statistics.collect(expected);
    }

    @Property
    void everyFilterComesBackFromItsJson(
            @ForAll("filters") Filter filter, @ForAll("text") String search) {
        Filter searching = filter.toBuilder().search(search).tag("x", search).build();

        assertThat(Filter.fromJson(filter.toJson())).isEqualTo(filter);
        assertThat(Filter.fromJson(searching.toJson())).isEqualTo(searching);
        assertThat(Filter.fromJson(filter.toJson())).hasToString(filter.toJson());
    }

    /** The short way through a text without special characters finds what the long one does. */
    @Property
    void anAsciiTextHasTheSameWordsEitherWay(@ForAll("ascii") String text) {
        assertThat(SearchWords.in(text)).isEqualTo(SearchWords.inUnicode(text));
    }

    @Provide
    Arbitrary<String> ascii() {
        return Arbitraries.strings().ascii().ofMaxLength(60);
    }

    private static boolean naiveMatch(Filter filter, Event event) {
        return filter.ids().map(ids -> ids.contains(event.id())).orElse(true)
                && filter.authors().map(keys -> keys.contains(event.pubkey())).orElse(true)
                && filter.kinds().map(kinds -> kinds.contains(event.kind())).orElse(true)
                && event.createdAt() >= filter.since().orElse(0)
                && event.createdAt() <= filter.until().orElse(Long.MAX_VALUE)
                && filter.tags().entrySet().stream()
                        .allMatch(condition ->
                                event.tags()
                                        .values(condition.getKey())
                                        .anyMatch(condition.getValue()::contains));
    }

    @Provide
    Arbitrary<String> text() {
        return EventArbitraries.text();
    }

    @Provide
    Arbitrary<Event> events() {
        Arbitrary<Tags> tags =
                Combinators.combine(names(), values())
                        .as((name, value) -> value.isEmpty() ? Tag.of(name) : Tag.of(name, value))
                        .list()
                        .ofMaxSize(4)
                        .map(Tags::of);
        return Combinators.combine(bytes(), bytes(), small(), small(), tags)
                .as((id, key, time, kind, some) ->
                        new Event(
                                EventId.of(id),
                                PublicKey.of(key),
                                time,
                                kind,
                                some,
                                "",
                                Signature.of(new byte[64])));
    }

    @Provide
    Arbitrary<Filter> filters() {
        return Combinators.combine(
                        bytes().map(EventId::of).set().ofMaxSize(3).optional(0.2),
                        bytes().map(PublicKey::of).set().ofMaxSize(3).optional(0.3),
                        small().set().ofMaxSize(3).optional(0.5),
                        Arbitraries.maps(names().filter(n -> n.length() == 1), valueSets())
                                .ofMaxSize(2),
                        small().optional(0.2),
                        small().optional(0.2),
                        small().optional(0.2))
                .as((ids, authors, kinds, tags, since, until, limit) -> {
                    Filter.Builder builder = Filter.builder();
                    ids.ifPresent(builder::ids);
                    authors.ifPresent(builder::authors);
                    kinds.ifPresent(builder::kinds);
                    tags.forEach(builder::tag);
                    since.ifPresent(builder::since);
                    until.ifPresent(builder::until);
                    limit.ifPresent(builder::limit);
                    return builder.build();
                });
    }

    private static Arbitrary<Set<String>> valueSets() {
        return values().set().ofMaxSize(3);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("t", "T", "d", "alt");
    }

    private static Arbitrary<String> values() {
        return Arbitraries.of("", "x", "y", "z");
    }

    private static Arbitrary<Integer> small() {
        return Arbitraries.integers().between(0, 4);
    }

    private static Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes()
                .between((byte) 0, (byte) 3)
                .map(last -> {
                    byte[] bytes = new byte[32];
                    bytes[31] = last;
                    return bytes;
                });
    }
}
