package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.relay.storage.Sweeper;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

/** NIP-09 and NIP-40. */
class DeletionAndExpiryTest {
    private static TestRelay relay;
    private final SecretKey key = SecretKey.generate();
    private final SecretKey stranger = SecretKey.generate();
    private RawClient client;

    @BeforeAll
    static void start() {
        relay = TestRelay.startOpen("sweep-every=1h");
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
    void anAuthorDeletesAnEventAndItStaysOut() {
        Event event = note(key, "regretted");
        Event deletion = event(key, 5, now(), "", Tag.of("e", event.id().hex()));
        client.ok(event);

        assertThat(client.ok(deletion).get(2).asBoolean()).isTrue();

        assertThat(stored(event)).isFalse();
        assertThat(stored(deletion)).isTrue();
        JsonNode again = client.ok(event);
        assertThat(again.get(2).asBoolean()).isFalse();
        assertThat(again.get(3).asString()).startsWith("blocked: ");
        assertThat(stored(event)).isFalse();
    }

    @Test
    void aDeletionThatComesFirstKeepsItsTargetOut() {
        Event event = note(key, "late");
        client.ok(event(key, 5, now() - 100, "", Tag.of("e", event.id().hex())));

        assertThat(client.ok(event).get(3).asString()).startsWith("blocked: ");
        assertThat(stored(event)).isFalse();
    }

    @Test
    void aStrangerDeletesNothingBeforeOrAfter() {
        Event before = note(key, "before");
        Event after = note(key, "after");
        Event version = event(key, 30000, now() - 1, "", Tag.of("d", "x"));
        client.ok(before);
        client.ok(version);

        client.ok(
                event(
                        stranger,
                        5,
                        now(),
                        "",
                        Tag.of("e", before.id().hex()),
                        Tag.of("e", after.id().hex()),
                        Tag.of("a", "30000:" + key.publicKey() + ":x")));

        assertThat(stored(before)).isTrue();
        assertThat(stored(version)).isTrue();
        assertThat(client.ok(after).get(2).asBoolean()).isTrue();
    }

    @Test
    void deletingAnAddressTakesItsVersionsUpToThatTime() {
        long time = now() - 50;
        Event old = event(key, 30000, time - 10, "old", Tag.of("d", "x"));
        Event other = event(key, 30000, time - 10, "other", Tag.of("d", "y"));
        Event same = event(key, 30000, time, "same second", Tag.of("d", "x"));
        Event newer = event(key, 30000, time + 1, "newer", Tag.of("d", "x"));
        client.ok(old);
        client.ok(other);

        client.ok(event(key, 5, time, "", Tag.of("a", "30000:" + key.publicKey() + ":x")));

        assertThat(stored(old)).isFalse();
        assertThat(stored(other)).isTrue();
        assertThat(client.ok(same).get(3).asString()).startsWith("blocked: ");
        assertThat(client.ok(newer).get(2).asBoolean()).isTrue();
        client.ok(event(key, 5, time, "again", Tag.of("a", "30000:" + key.publicKey() + ":x")));
        assertThat(stored(newer)).isTrue();
    }

    @Test
    void aReplaceableEventIsDeletedByAddress() {
        Event list = event(key, 10002, now() - 5, "");
        client.ok(list);
        client.ok(event(key, 5, now(), "", Tag.of("a", "10002:" + key.publicKey() + ":")));
        assertThat(stored(list)).isFalse();
    }

    @Test
    void aDeletedVersionDoesNotReplaceAnOlderOne() {
        Event old = event(key, 30000, now() - 9, "old", Tag.of("d", "x"));
        Event deleted = event(key, 30000, now() - 5, "deleted", Tag.of("d", "x"));
        client.ok(old);
        client.ok(event(key, 5, now(), "", Tag.of("e", deleted.id().hex())));

        assertThat(client.ok(deleted).get(3).asString()).startsWith("blocked: ");
        assertThat(stored(old)).isTrue();
    }

    @Test
    void aDeletionCannotBeDeleted() {
        Event event = note(key, "gone");
        Event deletion = event(key, 5, now(), "", Tag.of("e", event.id().hex()));
        client.ok(deletion);

        client.ok(event(key, 5, now(), "undo", Tag.of("e", deletion.id().hex())));

        assertThat(stored(deletion)).isTrue();
        assertThat(client.ok(event).get(2).asBoolean()).isFalse();
    }

    @Test
    void manyInOneGroupEndAsIfSentOneByOne() {
        Event first = event(key, 30000, now() - 3, "1", Tag.of("d", "x"));
        Event second = event(key, 30000, now() - 2, "2", Tag.of("d", "x"));
        Event note = note(key, "note");
        Event deletion = event(key, 5, now(), "", Tag.of("e", note.id().hex()));
        Event third = event(key, 30000, now() - 1, "3", Tag.of("d", "x"));

        for (Event event : new Event[] {first, note, second, deletion, note, third, first}) {
            client.publish(event);
        }
        for (int i = 0; i < 7; i++) {
            assertThat(client.next().get(0).asString()).isEqualTo("OK");
        }

        assertThat(stored(third)).isTrue();
        assertThat(stored(second)).isFalse();
        assertThat(stored(note)).isFalse();
        assertThat(stored(deletion)).isTrue();
    }

    @Test
    void whatHasExpiredIsRefusedAndWhatExpiresIsNoLongerServedAndThenRemoved() {
        Event expired = event(key, 1, now() - 9, "", Tag.of("expiration", "" + (now() - 1)));
        Event soon = event(key, 1, now(), "", Tag.of("expiration", "" + (now() + 2)));
        Event never = event(key, 1, now(), "", Tag.of("expiration", "no time"));

        assertThat(client.ok(expired).get(3).asString()).startsWith("invalid: ");
        assertThat(client.ok(soon).get(2).asBoolean()).isTrue();
        assertThat(client.ok(never).get(2).asBoolean()).isTrue();
        assertThat(stored(soon)).isTrue();

        await().atMost(Duration.ofSeconds(20)).until(() -> !stored(soon));
        assertThat(rows(soon)).isEqualTo(1);
        assertThat(relay.bean(Sweeper.class).sweep().block()).isEqualTo(1);
        assertThat(rows(soon)).isZero();
        assertThat(stored(never)).isTrue();
    }

    private boolean stored(Event event) {
        boolean found =
                client.stored("stored", "{\"ids\":[\"" + event.id() + "\"]}")
                        .contains(event.id().hex());
        client.send("[\"CLOSE\",\"stored\"]");
        return found;
    }

    private static long rows(Event event) {
        Long rows =
                database()
                        .sql("SELECT count(*) FROM event WHERE id = :id")
                        .bind("id", event.id().toBytes())
                        .mapValue(Long.class)
                        .one()
                        .block();
        return rows == null ? -1 : rows;
    }

    private static DatabaseClient database() {
        return relay.bean(DatabaseClient.class);
    }
}
