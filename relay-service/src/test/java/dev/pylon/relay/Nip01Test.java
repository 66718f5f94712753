package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every message of NIP-01 and its exact answers. */
class Nip01Test {
    private static final Duration SILENCE = Duration.ofMillis(300);
    private static TestRelay relay;
    private final SecretKey key = SecretKey.generate();
    private RawClient client;

    @BeforeAll
    static void start() {
        relay = TestRelay.startOpen();
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @BeforeEach
    void connect() {
        client = relay.connect();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void anEventIsAcknowledgedThenFound() {
        Event event = note(key, "hello \u0000 \"wörld\" \uD83D\uDE00 \n");

        assertThat(client.ok(event)).hasToString("[\"OK\",\"" + event.id() + "\",true,\"\"]");

        client.send("[\"REQ\",\"a\",{\"ids\":[\"" + event.id() + "\"]}]");
        JsonNode found = client.next();
        assertThat(found.get(0).asString()).isEqualTo("EVENT");
        assertThat(found.get(1).asString()).isEqualTo("a");
        assertThat(Event.fromJson(found.get(2).toString())).isEqualTo(event);
        assertThat(client.next()).hasToString("[\"EOSE\",\"a\"]");
    }

    @Test
    void aDuplicateIsAcceptedAndSaysSo() {
        Event event = note(key, "twice");
        client.ok(event);

        JsonNode again = client.ok(event);

        assertThat(again.get(2).asBoolean()).isTrue();
        assertThat(again.get(3).asString()).startsWith("duplicate: ");
    }

    @Test
    void anEphemeralEventIsAcknowledgedPassedOnAndNotStored() {
        try (RawClient listener = relay.connect()) {
            String filter = "{\"kinds\":[20001],\"authors\":[\"" + key.publicKey() + "\"]}";
            assertThat(listener.stored("live", filter)).isEmpty();
            Event event = event(key, 20001, now(), "passing");

            assertThat(client.ok(event).get(2).asBoolean()).isTrue();

            assertThat(listener.next().get(2).get("id").asString()).isEqualTo(event.id().hex());
            assertThat(client.stored("later", filter)).isEmpty();
        }
    }

    @Test
    void ofReplaceableEventsTheNewestStaysAndTiesGoToTheLowestId() {
        Event older = event(key, 10002, now() - 10, "older");
        Event one = event(key, 10002, now(), "one");
        Event other = event(key, 10002, one.createdAt(), "other");
        Event low = one.id().compareTo(other.id()) < 0 ? one : other;
        Event high = low == one ? other : one;
        String filter = "{\"kinds\":[10002],\"authors\":[\"" + key.publicKey() + "\"]}";

        client.ok(older);
        client.ok(high);
        assertThat(client.stored("a", filter)).containsExactly(high.id().hex());
        client.send("[\"CLOSE\",\"a\"]").ok(low);
        assertThat(client.stored("b", filter)).containsExactly(low.id().hex());

        JsonNode late = client.ok(older);
        assertThat(late.get(2).asBoolean()).isTrue();
        assertThat(late.get(3).asString()).startsWith("duplicate: ");
        client.ok(high);
        assertThat(client.stored("c", filter)).containsExactly(low.id().hex());
    }

    @Test
    void addressableEventsAreReplacedPerIdentifier() {
        Event a1 = event(key, 30023, now() - 5, "a1", Tag.of("d", "a"));
        Event a2 = event(key, 30023, now() - 4, "a2", Tag.of("d", "a"));
        Event b = event(key, 30023, now() - 6, "b", Tag.of("d", "b"));
        Event none = event(key, 30023, now() - 7, "none");
        Event empty = event(key, 30023, now() - 3, "empty", Tag.of("d", ""));

        for (Event event : new Event[] {a1, a2, b, none, empty}) {
            client.ok(event);
        }

        String filter = "{\"kinds\":[30023],\"authors\":[\"" + key.publicKey() + "\"]}";
        assertThat(client.stored("s", filter))
                .containsExactly(empty.id().hex(), a2.id().hex(), b.id().hex());
    }

    @Test
    void storedEventsComeNewestFirstAndTiesByLowestIdWithinTheLimit() {
        long time = now() - 100;
        Event oldest = event(key, 1, time - 1, "oldest");
        Event x = event(key, 1, time, "x");
        Event y = event(key, 1, time, "y");
        Event newest = event(key, 1, time + 1, "newest");
        for (Event event : new Event[] {x, newest, oldest, y}) {
            client.ok(event);
        }
        Event low = x.id().compareTo(y.id()) < 0 ? x : y;
        Event high = low == x ? y : x;

        String author = "\"authors\":[\"" + key.publicKey() + "\"]";
        assertThat(client.stored("all", "{" + author + "}"))
                .containsExactly(
                        newest.id().hex(), low.id().hex(), high.id().hex(), oldest.id().hex());
        assertThat(client.stored("two", "{" + author + ",\"limit\":2}"))
                .containsExactly(newest.id().hex(), low.id().hex());
        assertThat(client.stored("none", "{" + author + ",\"limit\":0}")).isEmpty();
        assertThat(
                        client.stored(
                                "between",
                                "{%s,\"since\":%d,\"until\":%d}".formatted(author, time, time)))
                .containsExactly(low.id().hex(), high.id().hex());
    }

    @Test
    void severalFiltersAnswerEachEventOnce() {
        Event one = event(key, 1, now() - 2, "one", Tag.of("t", "x"));
        Event two = event(key, 7, now() - 1, "two", Tag.of("t", "x"));
        client.ok(one);
        client.ok(two);
        String author = "\"authors\":[\"" + key.publicKey() + "\"]";

        assertThat(
                        client.stored(
                                "s",
                                "{" + author + "}",
                                "{\"kinds\":[1]," + author + "}",
                                "{\"#t\":[\"x\"]," + author + "}"))
                .containsExactly(two.id().hex(), one.id().hex());
    }

    @Test
    void tagsOfEveryLetterAreFoundByTheirFirstValueOnly() {
        Event event =
                event(
                        key,
                        1,
                        now(),
                        "",
                        Tag.of("Z", "big", "second"),
                        Tag.of("z", "small"),
                        Tag.of("long", "word"),
                        Tag.of("q"),
                        Tag.of("r", "x".repeat(5000)),
                        Tag.of("s", "\u0000 nul"));
        client.ok(event);
        String author = "\"authors\":[\"" + key.publicKey() + "\"]";

        assertThat(client.stored("a", "{" + author + ",\"#Z\":[\"big\"]}")).hasSize(1);
        assertThat(client.stored("b", "{" + author + ",\"#z\":[\"small\",\"other\"]}")).hasSize(1);
        assertThat(client.stored("c", "{" + author + ",\"#z\":[\"big\"]}")).isEmpty();
        assertThat(client.stored("d", "{" + author + ",\"#Z\":[\"second\"]}")).isEmpty();
        assertThat(client.stored("e", "{" + author + ",\"#q\":[\"\"]}")).isEmpty();
        assertThat(client.stored("f", "{" + author + ",\"#r\":[\"" + "x".repeat(5000) + "\"]}"))
                .hasSize(1);
        assertThat(client.stored("g", "{" + author + ",\"#s\":[\"\\u0000 nul\"]}")).hasSize(1);
        assertThat(client.stored("h", "{" + author + ",\"#Z\":[\"big\"],\"#z\":[\"no\"]}"))
                .isEmpty();
    }

    @Test
    void emptyArraysMatchNothingStoredOrLive() {
        assertThat(client.stored("e", "{\"ids\":[]}", "{\"kinds\":[],\"limit\":5}")).isEmpty();
        client.ok(note(key, "x"));
        assertThat(client.next(SILENCE)).isNull();
    }

    @Test
    void afterEoseWhatMatchesComesLiveWhateverTheLimit() {
        try (RawClient other = relay.connect()) {
            String author = "\"authors\":[\"" + key.publicKey() + "\"]";
            assertThat(client.stored("s", "{" + author + ",\"limit\":1}")).isEmpty();
            Event one = note(key, "one");
            Event two = note(key, "two");

            other.ok(one);
            other.ok(two);
            other.ok(note(SecretKey.generate(), "not asked for"));

            assertThat(client.next().get(2).get("id").asString()).isEqualTo(one.id().hex());
            assertThat(client.next().get(2).get("id").asString()).isEqualTo(two.id().hex());
            assertThat(client.next(SILENCE)).isNull();
        }
    }

    @Test
    void closeEndsASubscriptionWithoutAnAnswer() {
        try (RawClient other = relay.connect()) {
            String filter = "{\"authors\":[\"" + key.publicKey() + "\"]}";
            client.stored("s", filter);
            client.send("[\"CLOSE\",\"s\"]");
            client.send("[\"CLOSE\",\"never opened\"]");
            client.stored("fence", "{\"ids\":[]}");

            other.ok(note(key, "unheard"));

            assertThat(client.next(SILENCE)).isNull();
        }
    }

    @Test
    void aSubscriptionUsedAgainReplacesTheOldOne() {
        try (RawClient other = relay.connect()) {
            SecretKey second = SecretKey.generate();
            client.stored("s", "{\"authors\":[\"" + key.publicKey() + "\"]}");
            client.stored("s", "{\"authors\":[\"" + second.publicKey() + "\"]}");
            Event wanted = note(second, "wanted");

            other.ok(note(key, "unwanted"));
            other.ok(wanted);

            assertThat(client.next().get(2).get("id").asString()).isEqualTo(wanted.id().hex());
            assertThat(client.next(SILENCE)).isNull();
        }
    }

    @Test
    void aForgedEventIsRefused() {
        Event event = note(key, "true");
        Event otherContent =
                new Event(
                        event.id(),
                        event.pubkey(),
                        event.createdAt(),
                        event.kind(),
                        event.tags(),
                        "false",
                        event.sig());
        Event otherSignature =
                new Event(
                        event.id(),
                        event.pubkey(),
                        event.createdAt(),
                        event.kind(),
                        event.tags(),
                        event.content(),
                        note(key, "another").sig());

        for (Event forged : new Event[] {otherContent, otherSignature}) {
            JsonNode answer = client.ok(forged);
            assertThat(answer.get(2).asBoolean()).isFalse();
            assertThat(answer.get(3).asString()).startsWith("invalid: ");
        }
        assertThat(client.ok(event).get(2).asBoolean()).isTrue();
    }

    @Test
    void whatIsNoMessageIsAnsweredAsFarAsItCanBe() {
        String id = note(key, "").id().hex();
        assertThat(answer("no json")).startsWith("[\"NOTICE\",\"invalid: ");
        assertThat(answer("{}")).startsWith("[\"NOTICE\",\"invalid: ");
        assertThat(answer("[]")).startsWith("[\"NOTICE\",\"invalid: ");
        assertThat(answer("[\"WHAT\",1]")).startsWith("[\"NOTICE\",\"");
        assertThat(answer("[\"EVENT\",{\"id\":\"" + id + "\"}]"))
                .startsWith("[\"OK\",\"" + id + "\",false,\"invalid: ");
        assertThat(answer("[\"EVENT\"]")).startsWith("[\"NOTICE\",\"invalid: ");
        assertThat(answer("[\"REQ\",\"s\"]")).startsWith("[\"CLOSED\",\"s\",\"invalid: ");
        assertThat(answer("[\"REQ\",\"s\",{\"kinds\":\"1\"}]"))
                .startsWith("[\"CLOSED\",\"s\",\"invalid: ");
        assertThat(answer("[\"REQ\",\"s\",{\"ids\":[\"ABC\"]}]"))
                .startsWith("[\"CLOSED\",\"s\",\"invalid: ");
        assertThat(answer("[\"REQ\",\"s\",{\"unknown\":1}]"))
                .startsWith("[\"CLOSED\",\"s\",\"unsupported: ");
        assertThat(answer("[".repeat(5000))).startsWith("[\"NOTICE\",\"invalid: ");
        client.sendBinary(new byte[] {1, 2, 3});
        assertThat(client.next().toString()).startsWith("[\"NOTICE\",\"invalid: ");
        assertThat(client.stored("still", "{\"ids\":[]}")).isEmpty();
    }

    @Test
    void countsWhatMatchesOnce() {
        client.ok(event(key, 1, now() - 2, "one", Tag.of("t", "x")));
        client.ok(event(key, 7, now() - 1, "two", Tag.of("t", "x")));
        String author = "\"authors\":[\"" + key.publicKey() + "\"]";

        client.send(
                "[\"COUNT\",\"c\",{%s},{%s,\"#t\":[\"x\"],\"limit\":1}]".formatted(author, author));

        assertThat(client.next()).hasToString("[\"COUNT\",\"c\",{\"count\":2}]");
    }

    private String answer(String text) {
        return client.send(text).next().toString();
    }
}
