package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Import and export as JSON lines. */
class TransferTest {
    private static final String KEY = "Bearer secret";
    @TempDir static Path folder;
    private static TestRelay relay;
    private static Admin http;
    private final SecretKey key = SecretKey.generate();

    @BeforeAll
    static void start() throws Exception {
        Path keys = folder.resolve("keys.yml");
        String hash =
                dev.pylon.primitives.Hex.encode(
                        dev.pylon.primitives.Hashes.sha256("secret".getBytes(UTF_8)));
        Files.writeString(
                keys, "- {id: a, sha256: \"" + hash + "\", account: x, scopes: [\"admin\"]}\n");
        relay = TestRelay.start("--pylon.api-keys-file=" + keys, "limits.max-message-length=20000");
        http = new Admin(relay, SecretKey.generate());
    }

    @AfterAll
    static void stop() {
        http.close();
        relay.close();
    }

    @Test
    void whatIsImportedComesOutAgainOldestFirstFromAnywhereOn() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            events.add(event(key, 1, now() - 3000 + i / 3, "é " + i));
        }
        String author = "{\"authors\":[\"" + key.publicKey() + "\"]}";

        JsonNode first = imported(lines(events.subList(0, 2000)), "");
        assertThat(first)
                .hasToString(
                        "{\"lines\":2000,\"stored\":2000,\"known\":0,\"refused\":0,\"refusals\":[]}");
        JsonNode second = imported(lines(events), "");
        assertThat(second.get("stored").asInt()).isEqualTo(500);
        assertThat(second.get("known").asInt()).isEqualTo(2000);

        List<String> all = exported(author, "");
        assertThat(all).hasSize(2500).doesNotHaveDuplicates();
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(events.stream().map(Event::toJson).toList());
        assertThat(all.stream().map(TransferTest::time).toList()).isSorted();
        JsonNode middle = RawClient.JSON.readTree(all.get(1000));
        String after = middle.get("created_at") + ":" + middle.get("id").asString();
        assertThat(exported(author, after)).isEqualTo(all.subList(1001, 2500));
    }

    @Test
    void whatIsWrongIsSaidByLineAndTheRestIsTaken() {
        Event good = note(key, "good");
        Event forged =
                new Event(
                        good.id(),
                        good.pubkey(),
                        good.createdAt(),
                        good.kind(),
                        good.tags(),
                        "forged",
                        good.sig());
        Event elsewhere = event(key, 62, now(), "", Tag.of("relay", "wss://other.example.com"));
        String body =
                "no json\n\n"
                        + forged.toJson()
                        + "\r\n"
                        + "{\"x\":\""
                        + "y".repeat(30_000)
                        + "\"}\n"
                        + elsewhere.toJson()
                        + "\n"
                        + good.toJson();

        JsonNode summary = imported(body, "");

        assertThat(summary.get("lines").asInt()).isEqualTo(6);
        assertThat(summary.get("stored").asInt()).isEqualTo(1);
        assertThat(summary.get("refused").asInt()).isEqualTo(4);
        assertThat(summary.get("refusals").findValuesAsString("line"))
                .containsExactly("1", "3", "4", "5");
        assertThat(exported("{\"ids\":[\"" + good.id() + "\"]}", ""))
                .containsExactly(good.toJson());
    }

    @Test
    void aTrustedFileIsNotChecked() {
        Event good = note(key, "a");
        Event other =
                new Event(
                        note(key, "b").id(),
                        good.pubkey(),
                        good.createdAt(),
                        1,
                        good.tags(),
                        "c",
                        good.sig());
        assertThat(imported(other.toJson(), "").get("refused").asInt()).isEqualTo(1);
        assertThat(imported(other.toJson(), "?trusted=true").get("stored").asInt()).isEqualTo(1);
    }

    @Test
    void onlyAdministratorsMay() {
        assertThat(http.send("POST", "/api/import", "application/x-ndjson", "", null).statusCode())
                .isEqualTo(401);
        assertThat(http.send("GET", "/api/export", "text/plain", "", null).statusCode())
                .isEqualTo(401);
        assertThat(http.send("GET", "/api/export?after=x", "text/plain", "", KEY).statusCode())
                .isEqualTo(400);
        assertThat(http.send("GET", "/api/export?filter=x", "text/plain", "", KEY).statusCode())
                .isEqualTo(400);
    }

    private static JsonNode imported(String body, String query) {
        HttpResponse<String> answer =
                http.send("POST", "/api/import" + query, "application/x-ndjson", body, KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RawClient.JSON.readTree(answer.body());
    }

    private static List<String> exported(String filter, String after) {
        String path =
                "/api/export?filter="
                        + URLEncoder.encode(filter, UTF_8)
                        + (after.isEmpty() ? "" : "&after=" + after);
        HttpResponse<String> answer = http.send("GET", path, "text/plain", "", KEY);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().lines().toList();
    }

    private static String lines(List<Event> events) {
        StringBuilder all = new StringBuilder();
        events.forEach(event -> all.append(event.toJson()).append('\n'));
        return all.toString();
    }

    private static long time(String json) {
        return RawClient.JSON.readTree(json).get("created_at").asLong();
    }
}
