package dev.pylon.relay;

import static dev.pylon.relay.Events.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.LocalPostgres;
import dev.pylon.postgres.junit.FreePorts;
import dev.pylon.postgres.junit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** The database goes away and comes back; the relay is stopped and started. */
class OutageTest {
    private final SecretKey key = SecretKey.generate();

    @Test
    void withoutItsDatabaseItSaysSoAndRecovers() throws IOException {
        Path home = Files.createTempDirectory("pylon-relay-outage-");
        int port = FreePorts.next();
        LocalPostgres server = LocalPostgres.start(home, TestDatabase.programs(), port);
        server.createDatabase("relay");
        try (TestRelay relay = TestRelay.start(new TestDatabase("relay", server), OPEN);
                RawClient client = relay.connect();
                RawClient listener = relay.connect()) {
            String filter = "{\"authors\":[\"" + key.publicKey() + "\"]}";
            Event before = note(key, "before");
            client.ok(before);
            listener.stored("live", filter);

            server.stop();

            Event during = note(key, "during");
            JsonNode refused = client.ok(during);
            assertThat(refused.get(2).asBoolean()).isFalse();
            assertThat(refused.get(3).asString()).startsWith("error: ");
            client.send("[\"REQ\",\"s\"," + filter + "]");
            assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"s\",\"error: ");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> relay.get("/health/ready", "*/*").statusCode() == 503);
            assertThat(relay.get("/health/live", "*/*").statusCode()).isEqualTo(200);
            assertThat(relay.get("/", "text/html").statusCode()).isEqualTo(200);

            server = LocalPostgres.start(home, TestDatabase.programs(), port);

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> client.ok(during).get(2).asBoolean());
            assertThat(client.stored("s", filter))
                    .containsExactlyInAnyOrder(before.id().hex(), during.id().hex());
            assertThat(listener.next().get(2).get("id").asString()).isEqualTo(during.id().hex());
            assertThat(relay.get("/health/ready", "*/*").statusCode()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> relay.metric("relay_recent_events") == 2);
            double fromMemory = relay.metric("relay_pages_total{from=\"memory\"");
            assertThat(client.stored("again", filter)).hasSize(2);
            assertThat(relay.metric("relay_pages_total{from=\"memory\"")).isGreaterThan(fromMemory);
        } finally {
            server.stop();
            FileSystemUtils.deleteRecursively(home);
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterARestart() {
        TestDatabase database = TestDatabase.fresh();
        Event event = note(key, "kept");
        try (TestRelay relay = TestRelay.start(database, OPEN);
                RawClient client = relay.connect()) {
            client.ok(event);
        }
        try (TestRelay relay = TestRelay.start(database, OPEN);
                RawClient client = relay.connect()) {
            assertThat(client.stored("s", "{\"ids\":[\"" + event.id() + "\"]}"))
                    .containsExactly(event.id().hex());
            assertThat(client.ok(event).get(3).asString()).startsWith("duplicate: ");
            client.send("[\"CLOSE\",\"s\"]");
            Event next = note(key, "next");
            client.stored("live", "{\"authors\":[\"" + key.publicKey() + "\"],\"limit\":0}");
            client.ok(next);
            assertThat(client.next().get(2).get("id").asString()).isEqualTo(next.id().hex());
        }
    }

    @Test
    void clientsAreToldWhenTheRelayGoesAway() throws Exception {
        TestRelay relay = TestRelay.startOpen();
        try (RawClient client = relay.connect()) {
            long begin = System.nanoTime();
            relay.close();
            assertThat(client.closed().get()).isEqualTo(1001);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(20));
        }
    }

    private static final String[] OPEN = {"auth.read=false", "auth.write=false"};
}
