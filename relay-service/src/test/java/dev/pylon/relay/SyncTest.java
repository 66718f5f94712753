package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.sync.Negentropy;
import dev.pylon.nostr.sync.SyncSet;
import dev.pylon.primitives.Hex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** NIP-77. */
class SyncTest {
    private static TestRelay relay;
    private final SecretKey key = SecretKey.generate();
    private final String filter = "{\"authors\":[\"" + key.publicKey() + "\"]}";
    private RawClient client;

    @BeforeAll
    static void start() {
        relay = TestRelay.startOpen("limits.max-syncs=2", "limits.max-sync-events=500");
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
    void theClientLearnsWhatEitherSideLacks() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            events.add(event(key, 1, now() - i / 3, "n" + i));
        }
        events.subList(0, 250).forEach(client::publish);
        for (int i = 0; i < 250; i++) {
            assertThat(client.next().get(0).asString()).isEqualTo("OK");
        }
        Negentropy own = new Negentropy(set(events.subList(40, 300)), 4_000);

        Set<EventId> have = new HashSet<>();
        Set<EventId> need = new HashSet<>();
        client.send(open("s", filter, own.begin()));
        for (byte[] next = learn(own, have, need); next.length > 0; next = learn(own, have, need)) {
            client.send("[\"NEG-MSG\",\"s\",\"" + Hex.encode(next) + "\"]");
        }

        assertThat(have).isEqualTo(ids(events.subList(250, 300)));
        assertThat(need).isEqualTo(ids(events.subList(0, 40)));
        client.send("[\"NEG-CLOSE\",\"s\"]");
        client.send("[\"NEG-MSG\",\"s\",\"61\"]");
        assertThat(client.next().toString()).startsWith("[\"NEG-ERR\",\"s\",\"closed: ");
        await().until(() -> relay.metric("relay_sync_events") == 0);
    }

    @Test
    void privateEventsAreComparedWithTheirRecipientOnly() {
        Event wrap =
                event(key, 1059, now(), "", Tag.of("p", SecretKey.generate().publicKey().hex()));
        client.ok(wrap);
        client.send(open("s", filter, new Negentropy(set(List.of()), 4_000).begin()));
        assertThat(client.next().get(2).asString()).isEqualTo("6100000200");
        client.send(open("t", "{\"kinds\":[1059]}", new byte[] {0x61}));
        assertThat(client.next().toString()).startsWith("[\"NEG-ERR\",\"t\",\"auth-required: ");
    }

    @Test
    void whatIsTooMuchOrWrongIsRefusedByName() {
        client.send("[\"NEG-OPEN\",\"a\"," + filter + ",\"61zz\"]");
        assertThat(client.next().toString()).startsWith("[\"NEG-ERR\",\"a\",\"invalid: ");
        client.send("[\"NEG-OPEN\",\"a\",{\"kinds\":\"1\"},\"61\"]");
        assertThat(client.next().toString()).startsWith("[\"NEG-ERR\",\"a\",\"invalid: ");
        client.send("[\"NEG-OPEN\",\"a\"," + filter + "]");
        assertThat(client.next().toString()).startsWith("[\"NEG-ERR\",\"a\",\"invalid: ");
        client.send("[\"NEG-OPEN\",\"a\",{\"search\":\"x\"},\"61\"]");
        assertThat(client.next().toString()).startsWith("[\"NEG-ERR\",\"a\",\"unsupported: ");
        client.send("[\"NEG-OPEN\",\"v\"," + filter + ",\"62\"]");
        assertThat(client.next()).hasToString("[\"NEG-MSG\",\"v\",\"61\"]");

        client.send(open("b", filter, new byte[] {0x61}));
        assertThat(client.next().get(0).asString()).isEqualTo("NEG-MSG");
        client.send(open("c", filter, new byte[] {0x61}));
        assertThat(client.next().toString()).startsWith("[\"NEG-ERR\",\"c\",\"blocked: ");
        client.send(open("b", filter, new byte[] {0x61}));
        assertThat(client.next().get(0).asString()).isEqualTo("NEG-MSG");
        assertThat(client.stored("b", "{\"ids\":[]}")).isEmpty();
    }

    @Test
    void aQuestionThatIsTooBigIsRefused() {
        for (int i = 0; i < 501; i++) {
            client.publish(event(key, 1, now() - i, "n" + i));
        }
        for (int i = 0; i < 501; i++) {
            client.next();
        }
        client.send(open("s", filter, new byte[] {0x61}));
        assertThat(client.next().toString()).startsWith("[\"NEG-ERR\",\"s\",\"blocked: ");
        String some = filter.substring(0, filter.length() - 1) + ",\"limit\":500}";
        client.send(open("s", some, new byte[] {0x61}));
        assertThat(client.next().get(0).asString()).isEqualTo("NEG-MSG");
    }

    private byte[] learn(Negentropy own, Set<EventId> have, Set<EventId> need) {
        JsonNode answer = client.next();
        assertThat(answer.get(0).asString()).as(answer.toString()).isEqualTo("NEG-MSG");
        Negentropy.Learned learned = own.learn(Hex.decode(answer.get(2).asString()));
        have.addAll(learned.have());
        need.addAll(learned.need());
        return learned.next();
    }

    private static String open(String id, String filter, byte[] message) {
        return "[\"NEG-OPEN\",\"%s\",%s,\"%s\"]".formatted(id, filter, Hex.encode(message));
    }

    private static SyncSet set(List<Event> events) {
        return SyncSet.of(
                events.stream().map(e -> new SyncSet.Item(e.createdAt(), e.id())).toList());
    }

    private static Set<EventId> ids(List<Event> events) {
        Set<EventId> ids = new HashSet<>();
        events.forEach(event -> ids.add(event.id()));
        return ids;
    }
}
