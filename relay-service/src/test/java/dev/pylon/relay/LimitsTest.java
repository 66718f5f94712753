package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every limit that NIP-11 shows, at its edge and one beyond. */
class LimitsTest {
    private static TestRelay relay;
    private static JsonNode limits;
    private final SecretKey key = SecretKey.generate();
    private RawClient client;

    @BeforeAll
    static void start() {
        relay =
                TestRelay.startOpen(
                        "limits.max-message-length=4000",
                        "limits.max-subscriptions=3",
                        "limits.max-filters=2",
                        "limits.max-limit=5",
                        "limits.default-limit=4",
                        "limits.max-subid-length=8",
                        "limits.max-filter-values=10",
                        "limits.max-event-tags=6",
                        "limits.max-content-length=20",
                        "limits.max-age=30d",
                        "limits.max-ahead=10m",
                        "connection.max=5");
        String document = relay.get("/", "application/nostr+json").body();
        limits = RawClient.JSON.readTree(document).get("limitation");
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
    void messageLength() {
        int most = limits.get("max_message_length").asInt();
        String start = "[\"REQ\",\"s\",{\"ids\":[]";
        client.send(start + " ".repeat(most - start.length() - 2) + "}]");
        assertThat(client.next()).hasToString("[\"EOSE\",\"s\"]");

        client.send(start + " ".repeat(most - start.length() - 1) + "}]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"s\",\"invalid: ");

        Event big = event(key, 1, now(), "", Tag.of("x", "y".repeat(4000)));
        assertRefused(client.ok(big), "invalid: ");
    }

    @Test
    void aMessageFarTooLongEndsTheConnection() throws Exception {
        try (RawClient doomed = relay.connect()) {
            doomed.offer("[\"REQ\",\"s\",{\"ids\":[]" + " ".repeat(1 << 20) + "}]");
            assertThat(doomed.closed().get(10, TimeUnit.SECONDS)).isIn(1009, 1006);
        }
        assertThat(client.stored("s", "{\"ids\":[]}")).isEmpty();
    }

    @Test
    void subscriptions() {
        int most = limits.get("max_subscriptions").asInt();
        for (int i = 0; i < most; i++) {
            client.stored("s" + i, "{\"ids\":[]}");
        }
        client.send("[\"REQ\",\"more\",{\"ids\":[]}]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"more\",\"rate-limited: ");

        client.stored("s0", "{\"ids\":[]}");
        client.send("[\"CLOSE\",\"s0\"]");
        client.stored("more", "{\"ids\":[]}");
    }

    @Test
    void filters() {
        assertThat(client.stored("s", "{\"ids\":[]}", "{\"ids\":[]}")).isEmpty();
        client.send("[\"REQ\",\"s\",{\"ids\":[]},{\"ids\":[]},{\"ids\":[]}]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"s\",\"invalid: 3 filters");
        client.send("[\"COUNT\",\"c\",{\"ids\":[]},{\"ids\":[]},{\"ids\":[]}]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"c\",\"invalid: 3 filters");
    }

    @Test
    void filterValues() {
        client.stored("s", "{\"kinds\":[1,2,3,4,5],\"#t\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}");
        client.send(
                "[\"REQ\",\"s\",{\"kinds\":[1,2,3,4,5,6],\"#t\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"s\",\"invalid: ");
    }

    @Test
    void storedEventsPerFilter() {
        for (int i = 0; i < 7; i++) {
            client.ok(event(key, 1, now() - i, "n" + i));
        }
        String author = "\"authors\":[\"" + key.publicKey() + "\"]";
        assertThat(client.stored("a", "{" + author + ",\"limit\":100}")).hasSize(5);
        assertThat(client.stored("b", "{" + author + "}")).hasSize(4);
        assertThat(client.stored("b", "{" + author + ",\"limit\":3}")).hasSize(3);
        assertThat(limits.get("max_limit").asInt()).isEqualTo(5);
        assertThat(limits.get("default_limit").asInt()).isEqualTo(4);
    }

    @Test
    void subscriptionIdLength() {
        int most = limits.get("max_subid_length").asInt();
        assertThat(client.stored("x".repeat(most), "{\"ids\":[]}")).isEmpty();
        assertThat(client.stored("\uD83D\uDE00".repeat(most), "{\"ids\":[]}")).isEmpty();
        String longer = "x".repeat(most + 1);
        client.send("[\"REQ\",\"" + longer + "\",{\"ids\":[]}]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"" + longer + "\",\"invalid");
        client.send("[\"REQ\",\"\",{\"ids\":[]}]");
        assertThat(client.next().toString()).startsWith("[\"NOTICE\",\"invalid: ");
    }

    @Test
    void eventTags() {
        Tag[] six = new Tag[limits.get("max_event_tags").asInt()];
        java.util.Arrays.fill(six, Tag.of("t", "x"));
        assertAccepted(client.ok(event(key, 1, now(), "", six)));
        Tag[] seven = java.util.Arrays.copyOf(six, 7);
        seven[6] = Tag.of("t", "y");
        assertRefused(client.ok(event(key, 1, now(), "", seven)), "invalid: ");
    }

    @Test
    void contentLengthInCharacters() {
        int most = limits.get("max_content_length").asInt();
        assertAccepted(client.ok(note(key, "\uD83D\uDE00".repeat(most))));
        assertRefused(client.ok(note(key, "x".repeat(most + 1))), "invalid: ");
    }

    @Test
    void createdAt() {
        long lower = limits.get("created_at_lower_limit").asLong();
        long upper = limits.get("created_at_upper_limit").asLong();
        assertThat(lower).isEqualTo(30 * 86_400);
        assertAccepted(client.ok(event(key, 1, now() - lower + 5, "")));
        assertRefused(client.ok(event(key, 1, now() - lower - 5, "")), "invalid: ");
        assertAccepted(client.ok(event(key, 1, now() + upper - 5, "")));
        assertRefused(client.ok(event(key, 1, now() + upper + 5, "")), "invalid: ");
    }

    @Test
    void aRequestOlderThanItIsKeptIsRefused() {
        assertAccepted(client.ok(event(key, 5050, now() - 86_000, "")));
        assertRefused(client.ok(event(key, 5050, now() - 86_500, "")), "invalid: kind 5050");
        assertAccepted(client.ok(event(key, 6050, now() - 86_500, "")));
        assertRefused(client.ok(event(key, 7000, now() - 86_500, "")), "invalid: kind 7000");
    }

    @Test
    void connections() {
        List<RawClient> all = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                all.add(relay.connect());
            }
            assertThatThrownBy(relay::connect).hasMessageContaining("WebSocketHandshakeException");
        } finally {
            all.forEach(RawClient::close);
        }
    }

    @Test
    void workIsDemandedAndItsCommitment() {
        try (TestRelay demanding = TestRelay.startOpen("limits.min-pow-difficulty=4");
                RawClient miner = demanding.connect()) {
            assertRefused(miner.ok(mined(0, 3)), "pow: ");
            assertRefused(miner.ok(mined(2, 4)), "pow: ");
            assertAccepted(miner.ok(mined(4, 4)));
        }
    }

    /** An event with this commitment, whose work is at least 4 bits or (when 3) less. */
    private Event mined(int committed, int bits) {
        for (int nonce = 0; ; nonce++) {
            Event event = event(key, 1, now(), "", Tag.of("nonce", "" + nonce, "" + committed));
            if (bits == 4 ? event.id().leadingZeroBits() >= 4 : event.id().leadingZeroBits() < 4) {
                return event;
            }
        }
    }

    private static void assertAccepted(JsonNode ok) {
        assertThat(ok.get(2).asBoolean()).as(ok.toString()).isTrue();
    }

    private static void assertRefused(JsonNode ok, String reason) {
        assertThat(ok.get(2).asBoolean()).isFalse();
        assertThat(ok.get(3).asString()).startsWith(reason);
    }
}
