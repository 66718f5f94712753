package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

/** NIP-62. */
class VanishTest {
    private static TestRelay relay;
    private final SecretKey key = SecretKey.generate();
    private final SecretKey friend = SecretKey.generate();
    private RawClient client;

    @BeforeAll
    static void start() {
        relay = TestRelay.startOpen("public-url=wss://relay.example.com");
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
    void everythingUpToThatTimeIsGoneAndStaysOut() {
        long time = now() - 10;
        Event old = event(key, 1, time - 5, "old");
        Event same = event(key, 1, time, "same second");
        Event profile = event(key, 0, time - 1, "{}");
        Event newer = event(key, 1, time + 1, "newer");
        Event deletion = event(key, 5, time - 2, "", Tag.of("e", note(key, "x").id().hex()));
        Event wrap = wrap(time - 3);
        Event laterWrap = wrap(time + 1);
        Event mention = event(friend, 1, time - 3, "hi", Tag.of("p", key.publicKey().hex()));
        for (Event event : new Event[] {old, profile, newer, deletion, wrap, laterWrap, mention}) {
            assertAccepted(client.ok(event));
        }

        Event request = event(key, 62, time, "bye", Tag.of("relay", "WSS://relay.example.com/"));
        assertAccepted(client.ok(request));

        assertThat(rows(old, profile, deletion, wrap)).isZero();
        assertThat(rows(newer, laterWrap, mention, request)).isEqualTo(4);
        assertThat(traces()).isZero();
        for (Event event : new Event[] {old, same, profile, deletion, wrap, wrap(time)}) {
            assertThat(client.ok(event).get(3).asString()).startsWith("blocked: ");
        }
        assertAccepted(client.ok(event(key, 1, time + 2, "I am back")));
    }

    @Test
    void aRequestToAllRelaysCountsHereAndOneToOthersDoesNot() {
        Event note = event(key, 1, now() - 5, "note");
        client.ok(note);

        Event elsewhere = event(key, 62, now(), "", Tag.of("relay", "wss://other.example.com"));
        assertThat(client.ok(elsewhere).get(3).asString()).startsWith("invalid: ");
        assertThat(client.ok(event(key, 62, now(), "")).get(2).asBoolean()).isFalse();
        Event lowerCase = event(key, 62, now(), "", Tag.of("relay", "all_relays"));
        assertThat(client.ok(lowerCase).get(2).asBoolean()).isFalse();
        assertThat(rows(note)).isEqualTo(1);

        assertAccepted(client.ok(event(key, 62, now(), "", Tag.of("relay", "ALL_RELAYS"))));
        assertThat(rows(note)).isZero();
    }

    @Test
    void aRequestCannotBeDeletedNorShortened() {
        Event note = event(key, 1, now() - 5, "note");
        Event request = event(key, 62, now() - 4, "", Tag.of("relay", "ALL_RELAYS"));
        assertAccepted(client.ok(request));
        client.ok(event(key, 5, now(), "", Tag.of("e", request.id().hex())));
        assertThat(rows(request)).isEqualTo(1);

        assertAccepted(client.ok(event(key, 62, now() - 100, "", Tag.of("relay", "ALL_RELAYS"))));

        assertThat(client.ok(note).get(3).asString()).startsWith("blocked: ");
    }

    @Test
    void inTheMidstOfAGroupItActsInItsTurn() {
        Event before = event(key, 1, now() - 9, "before");
        Event request = event(key, 62, now() - 5, "", Tag.of("relay", "ALL_RELAYS"));
        Event after = event(key, 1, now(), "after");
        Event late = event(key, 1, now() - 6, "late");
        for (Event event : new Event[] {before, request, late, after}) {
            client.publish(event);
        }
        assertThat(client.next().toString() + client.next() + client.next() + client.next())
                .contains("blocked: ");
        assertThat(rows(before, late)).isZero();
        assertThat(rows(request, after)).isEqualTo(2);
    }

    private Event wrap(long time) {
        return event(SecretKey.generate(), 1059, time, "", Tag.of("p", key.publicKey().hex()));
    }

    private static void assertAccepted(JsonNode ok) {
        assertThat(ok.get(2).asBoolean()).as(ok.toString()).isTrue();
    }

    private static int rows(Event... events) {
        int rows = 0;
        for (Event event : events) {
            rows +=
                    number(
                            "SELECT count(*) FROM event WHERE id = decode('%s', 'hex')"
                                    .formatted(event.id()));
        }
        return rows;
    }

    private int traces() {
        return number(
                "SELECT count(*) FROM deleted_event WHERE author = decode('%s', 'hex')"
                        .formatted(key.publicKey()));
    }

    private static int number(String sql) {
        Long number = relay.bean(DatabaseClient.class).sql(sql).mapValue(Long.class).one().block();
        return number == null ? -1 : number.intValue();
    }
}
