package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Clients that take too little or send too much. */
class PressureTest {
    private final SecretKey key = SecretKey.generate();

    @Test
    void aClientThatDoesNotReadIsClosedAndCountedAndSlowsNobody() {
        try (TestRelay relay =
                        TestRelay.startOpen(
                                "connection.outbound=512KB", "limits.max-message-length=120000");
                RawClient slow = relay.connect();
                RawClient quick = relay.connect();
                RawClient publisher = relay.connect()) {
            String filter = "{\"authors\":[\"" + key.publicKey() + "\"]}";
            slow.stored("s", filter);
            slow.stopReading();
            quick.stored("s", filter);

            int sent = 0;
            while (relay.metric("relay_slow_clients_closed_total") < 1) {
                for (int i = 0; i < 20; i++) {
                    Event event = event(key, 1, now(), sent++ + "x".repeat(90_000));
                    assertThat(publisher.ok(event).get(2).asBoolean()).isTrue();
                    assertThat(quick.next().get(2).get("id").asString())
                            .isEqualTo(event.id().hex());
                }
                assertThat(sent).as("events until the slow client was closed").isLessThan(2000);
            }

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> relay.metric("relay_connections") == 2);
            assertThat(relay.metric("relay_slow_clients_closed_total")).isEqualTo(1);
        }
    }

    @Test
    void aStoredAnswerWaitsForItsReaderInsteadOfClosingIt() {
        try (TestRelay relay =
                        TestRelay.startOpen(
                                "connection.outbound=256KB", "limits.max-message-length=64000");
                RawClient publisher = relay.connect();
                RawClient reader = relay.connect()) {
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                Event event = event(key, 1, now() - i % 5, i + "x".repeat(60_000));
                publisher.ok(event);
                ids.add(event.id().hex());
            }

            List<String> found = reader.stored("s", "{\"authors\":[\"" + key.publicKey() + "\"]}");

            assertThat(found).hasSize(200).hasSameElementsAs(ids);
            assertThat(relay.metric("relay_slow_clients_closed_total")).isZero();
        }
    }

    @Test
    void aFloodFillsTheBoundsAndNoMore() {
        try (TestRelay relay =
                        TestRelay.startOpen(
                                "ingest.committing=64KB",
                                "ingest.verifying=8",
                                "ingest.group=10",
                                "connection.inbound=16KB");
                RawClient other = relay.connect()) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                events.add(note(key, "flood " + i));
            }
            List<RawClient> flooders = List.of(relay.connect(), relay.connect(), relay.connect());
            Thread flood =
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int i = 0; i < events.size(); i++) {
                                    flooders.get(i % 3).publish(events.get(i));
                                }
                            });
            double mostCommitting = 0;
            double mostVerifying = 0;
            while (flood.isAlive()) {
                mostCommitting = Math.max(mostCommitting, relay.metric("relay_write_queue_bytes"));
                mostVerifying = Math.max(mostVerifying, relay.metric("relay_verify_queue"));
                assertThat(other.ok(note(SecretKey.generate(), "me too")).get(2).asBoolean())
                        .isTrue();
            }

            for (int i = 0; i < events.size(); i++) {
                assertThat(flooders.get(i % 3).next().get(2).asBoolean()).isTrue();
            }
            assertThat(mostCommitting).isLessThanOrEqualTo(64 * 1024);
            assertThat(mostVerifying).isLessThanOrEqualTo(8);
            assertThat(relay.metric("relay_write_queue_bytes")).isZero();
            assertThat(relay.metric("relay_verify_queue")).isZero();
            flooders.forEach(RawClient::close);
        }
    }

    @Test
    void clientsThatVanishInMidFloodLeaveNothingBehind() {
        try (TestRelay relay = TestRelay.startOpen("ingest.committing=64KB")) {
            for (int round = 0; round < 10; round++) {
                RawClient client = relay.connect();
                for (int i = 0; i < 100; i++) {
                    client.offer("[\"EVENT\"," + note(key, round + " " + i).toJson() + "]");
                    client.offer("[\"REQ\",\"s" + i % 20 + "\",{\"kinds\":[1]}]");
                }
                client.close();
            }

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> {
                        assertThat(relay.metric("relay_write_queue_bytes")).isZero();
                        assertThat(relay.metric("relay_verify_queue")).isZero();
                        assertThat(relay.metric("relay_connections")).isZero();
                        assertThat(relay.metric("relay_subscriptions")).isZero();
                    });
            try (RawClient client = relay.connect()) {
                assertThat(client.ok(note(key, "after")).get(2).asBoolean()).isTrue();
            }
        }
    }

    @Test
    void aSilentConnectionIsPingedAndStaysOpenWhileItAnswers() {
        try (TestRelay relay = TestRelay.startOpen("connection.ping=1s");
                RawClient client = relay.connect()) {
            assertThat(client.next(Duration.ofMillis(3500))).isNull();
            assertThat(client.stored("s", "{\"ids\":[]}")).isEmpty();

            client.stopReading();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> relay.metric("relay_connections") == 0);
        }
    }
}
