package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** NIP-50. */
class SearchTest {
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
    void everyWordMustOccurWhateverItsCaseAndPlace() {
        Event first = publish(1, now() - 3, "Why is the Sky blue?");
        Event second = publish(30023, now() - 2, "Ein blauer Himmel: ČAJ, éclair & sky-diving");
        assertThat(search("SKY")).containsExactlyInAnyOrder(hex(first), hex(second));
        assertThat(search("blue sky")).containsExactly(hex(first));
        assertThat(search("diving,  SKY!")).containsExactly(hex(second));
        assertThat(search("čaj e\u0301clair")).containsExactly(hex(second));
        assertThat(search("skyscraper")).isEmpty();
        assertThat(search("sk")).isEmpty();
        assertThat(search("'; DROP TABLE event; -- sky & | ! ( ) : * <->")).isEmpty();
    }

    @Test
    void extensionsAreIgnored() {
        Event event = publish(1, now(), "tea and cake");
        assertThat(search("language:en tea include:spam domain:example.com"))
                .containsExactly(hex(event));
        assertThat(search("language:en")).containsExactly(hex(event));
    }

    @Test
    void theBestComeFirstAndOfEqualOnesTheNewest() {
        Event poor = publish(1, now(), "tea " + "and something else altogether ".repeat(20));
        Event good = publish(1, now() - 5, "tea tea tea tea");
        Event older = publish(1, now() - 9, "tea tea tea tea");
        assertThat(search("tea")).containsExactly(hex(good), hex(older), hex(poor));
        assertThat(client.stored("l", filter("tea", ",\"limit\":2")))
                .containsExactly(hex(good), hex(older));
    }

    @Test
    void wordsLongerThanAnyAreNotFound() {
        String longest = "\u00e4".repeat(3000);
        Event event = publish(1, now(), "tea " + longest);
        assertThat(search("tea")).containsExactly(hex(event));
        assertThat(search("tea " + longest)).isEmpty();
        assertThat(search("tea ".repeat(9000))).containsExactly(hex(event));
    }

    @Test
    void theOtherConditionsHoldToo() {
        Event tagged = event(key, 1, now() - 5, "green tea", Tag.of("t", "x"), Tag.of("t", "y"));
        client.ok(tagged);
        Event note = publish(1, now(), "green tea");
        assertThat(client.stored("a", filter("tea", ",\"#t\":[\"x\",\"y\"]")))
                .containsExactly(hex(tagged));
        assertThat(client.stored("b", filter("tea", ",\"since\":" + (now() - 2))))
                .containsExactly(hex(note));
        assertThat(client.stored("c", filter("tea", ",\"kinds\":[7]"))).isEmpty();
        assertThat(client.stored("d", filter("tea", ""), filter("green", ""))).hasSize(2);
        client.send("[\"COUNT\",\"c\"," + filter("tea", "") + "]");
        assertThat(client.next()).hasToString("[\"COUNT\",\"c\",{\"count\":2}]");
    }

    @Test
    void whatComesLiveIsSearchedByTheSameWords() {
        client.stored("s", filter("sky", ""));
        try (RawClient publisher = relay.connect()) {
            publisher.ok(event(key, 1, now(), "skyscraper"));
            Event found = event(key, 1, now(), "the sky!");
            publisher.ok(found);
            assertThat(client.next().get(2).get("id").asString()).isEqualTo(hex(found));
        }
    }

    @Test
    void onlyKindsThatPeopleReadAreFiledAndDeletionTakesTheWordsAway() {
        publish(5050, now(), "market tea");
        publish(7000, now(), "market tea");
        Event note = publish(1, now(), "market tea");
        publish(1, now(), "x".repeat(3000) + " " + "tea".repeat(40_000));
        assertThat(search("market tea")).containsExactly(hex(note));
        client.ok(event(key, 5, now(), "", Tag.of("e", hex(note))));
        assertThat(search("market tea")).isEmpty();
        Long rows =
                relay.bean(DatabaseClient.class)
                        .sql(
                                "SELECT count(*) FROM event_search s JOIN event e"
                                        + " ON e.position = s.position WHERE e.kind IN (5050, 7000)")
                        .mapValue(Long.class)
                        .one()
                        .block();
        assertThat(rows).isZero();
    }

    @Test
    void aRelayWithoutSearchSaysSo() {
        try (TestRelay without = TestRelay.startOpen("search.kinds=");
                RawClient other = without.connect()) {
            other.send("[\"REQ\",\"s\",{\"search\":\"x\"}]");
            assertThat(other.next().toString()).startsWith("[\"CLOSED\",\"s\",\"unsupported: ");
            assertThat(without.get("/", "application/nostr+json").body()).doesNotContain("45,50");
        }
    }

    private Event publish(int kind, long time, String content) {
        Event event = event(key, kind, time, content);
        assertThat(client.ok(event).get(2).asBoolean()).isTrue();
        return event;
    }

    private List<String> search(String words) {
        List<String> found = client.stored("s", filter(words, ""));
        client.send("[\"CLOSE\",\"s\"]");
        return found;
    }

    private String filter(String words, String more) {
        return "{\"authors\":[\"%s\"],\"search\":\"%s\"%s}".formatted(key.publicKey(), words, more);
    }

    private static String hex(Event event) {
        return event.id().hex();
    }
}
