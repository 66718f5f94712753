package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Messages as other programs write them, and as nobody should. */
class OddMessagesTest {
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
    void theIdHoldsHoweverTheTextIsEscaped() {
        String text = "é\n\t\"\\/\u2028\u007f\u0001\b\f😀 \u0000 end";
        Event event = event(key, 1, now(), text, Tag.of("t", text));

        client.send("[\"EVENT\"," + escapedEntirely(event) + "]");

        assertThat(client.nextOk(event).get(2).asBoolean()).isTrue();
        client.send("[\"REQ\",\"s\",{\"ids\":[\"" + event.id() + "\"]}]");
        JsonNode back = client.next().get(2);
        assertThat(back.get("content").asString()).isEqualTo(text);
        assertThat(back.get("tags").get(0).get(1).asString()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"kind\":1.0",
                "\"kind\":1e0",
                "\"kind\":\"1\"",
                "\"kind\":-1",
                "\"kind\":65536",
                "\"created_at\":1.7e9",
                "\"created_at\":1700000000.5",
                "\"created_at\":99999999999999999999",
                "\"tags\":{}",
                "\"tags\":[1]",
                "\"tags\":[\"e\"]",
                "\"tags\":[[]]",
                "\"tags\":[[\"e\",null]]",
                "\"tags\":[[\"e\",[\"x\"]]]",
                "\"tags\":[[\"e\",7]]",
                "\"content\":null",
                "\"content\":\"\\ud800\"",
                "\"content\":\"\\udc00 \\ud800\"",
                "\"content\":\"a\",\"content\":\"a\""
            })
    void anEventOfWrongTypesIsRefusedWithItsId(String field) {
        Event event = note(key, "a");

        client.send("[\"EVENT\"," + with(event.toJson(), field) + "]");

        JsonNode ok = client.nextOk(event);
        assertThat(ok.get(2).asBoolean()).isFalse();
        assertThat(ok.get(3).asString()).startsWith("invalid: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kinds\":[1.0]}",
                "{\"since\":1.5}",
                "{\"limit\":2.0}",
                "{\"limit\":-1}",
                "{\"kinds\":[1],\"kinds\":[2]}",
                "{\"#t\":[1]}",
                "{\"#t\":\"a\"}",
                "{\"#p\":[\"short\"]}",
                "{\"authors\":null}",
                "[]",
                "null"
            })
    void aFilterOfWrongTypesClosesItsSubscription(String filter) {
        client.send("[\"REQ\",\"s\"," + filter + "]");

        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"s\",\"invalid: ");
    }

    @Test
    void anEventsOtherFieldsAreIgnoredToABoundedDepth() {
        Event event = note(key, "deep");
        String thirty = "\"more\":" + "[".repeat(30) + "]".repeat(30);
        String hundred = "\"more\":" + "[".repeat(100) + "]".repeat(100);

        client.send("[\"EVENT\"," + with(event.toJson(), hundred) + "]");
        assertThat(client.nextOk(event).get(3).asString()).startsWith("invalid: ");
        client.send("[\"EVENT\"," + with(event.toJson(), thirty) + "]");
        assertThat(client.nextOk(event).get(2).asBoolean()).isTrue();
        assertThat(client.stored("s", "{\"ids\":[\"" + event.id() + "\"]}")).hasSize(1);
    }

    @Test
    void aMessageMayComeInManyFrames() {
        Event event = note(key, "in pieces é😀");
        String message = "[\"EVENT\"," + event.toJson() + "]";

        client.sendPieces(List.of(message.split("(?<=\\G.{7})", -1)));

        assertThat(client.nextOk(event).get(2).asBoolean()).isTrue();
    }

    @Test
    void pingsAndBinaryFramesByTheThousandHurtNobody() {
        try (RawClient other = relay.connect()) {
            for (int i = 0; i < 5_000; i++) {
                other.ping();
            }
            for (int i = 0; i < 200; i++) {
                other.sendBinary(new byte[100]);
            }
            assertThat(client.ok(note(key, "meanwhile")).get(2).asBoolean()).isTrue();
            for (int i = 0; i < 200; i++) {
                assertThat(other.next().get(0).asString()).isEqualTo("NOTICE");
            }
            assertThat(other.stored("s", "{\"ids\":[]}")).isEmpty();
        }
    }

    @Test
    void aLimitOfZeroGivesOnlyWhatComesLater() {
        client.ok(note(key, "before"));
        assertThat(client.stored("s", "{\"authors\":[\"" + key.publicKey() + "\"],\"limit\":0}"))
                .isEmpty();
        try (RawClient other = relay.connect()) {
            Event later = note(key, "later");
            other.ok(later);
            assertThat(client.next().get(2).get("id").asString()).isEqualTo(later.id().hex());
        }
    }

    @Test
    void whatExpiresWhileSomebodySubscribesCameLiveAndIsNotServedAgain() throws Exception {
        String filter = "{\"authors\":[\"" + key.publicKey() + "\"]}";
        client.stored("s", filter);
        Event brief = event(key, 1, now(), "", Tag.of("expiration", "" + (now() + 2)));
        try (RawClient other = relay.connect()) {
            other.ok(brief);
            assertThat(client.next().get(2).get("id").asString()).isEqualTo(brief.id().hex());
            org.awaitility.Awaitility.await()
                    .until(() -> other.stored("t" + System.nanoTime() % 9, filter).isEmpty());
            other.send("[\"COUNT\",\"c\"," + filter + "]");
            assertThat(other.next()).hasToString("[\"COUNT\",\"c\",{\"count\":0}]");
            assertThat(other.ok(brief).get(2).asBoolean()).isFalse();
        }
    }

    /** The field in place of the event's own, or after the others. */
    private static String with(String json, String field) {
        String name = field.substring(0, field.indexOf(':') + 1);
        String rest = json.replaceFirst(name + "(\\[\\]|\"[^\"]*\"|\\d+),", "");
        return rest.substring(0, rest.length() - 1) + "," + field + "}";
    }

    private static String escapedEntirely(Event event) {
        String text = escaped(event.content());
        return """
        {"id":"%s","pubkey":"%s","created_at":%d,"kind":1,"tags":[["t","%s"]],"content":"%s","sig":"%s"}\
        """
                .formatted(
                        event.id(),
                        event.pubkey(),
                        event.createdAt(),
                        text,
                        text,
                        event.sig().hex());
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append("\\u%04X".formatted(c)));
        return out.toString();
    }
}
