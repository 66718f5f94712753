package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stored events are read into memory at the start, and answered from there. */
class FromMemoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int EVENTS = 2500;
    private final SecretKey key = SecretKey.generate();

    @Test
    void afterARestartAnswersComeFromMemoryAndAreTheSame() {
        TestDatabase database = TestDatabase.fresh();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            // two thirds of them in one second, so that no second is split between two reads
            events.add(event(key, 1, now() - (i % 3 == 0 ? i : 50), "number " + i));
        }
        try (TestRelay relay = TestRelay.start(database, OPEN);
                RawClient client = relay.connect()) {
            events.forEach(client::publish);
            events.forEach(sent -> assertThat(client.next().get(2).asBoolean()).isTrue());
        }
        List<String> newestFirst =
                events.stream().sorted(Event.NEWEST_FIRST).map(e -> e.id().hex()).toList();
        try (TestRelay relay = TestRelay.start(database, OPEN);
                RawClient client = relay.connect()) {
            await().atMost(PATIENCE).until(() -> held(relay) == EVENTS);
            double fromDatabase = pages(relay, "database");

            String all = "{\"authors\":[\"" + key.publicKey() + "\"]}";
            assertThat(client.stored("all", all)).isEqualTo(newestFirst);
            client.send("[\"CLOSE\",\"all\"]");
            assertThat(client.count("c", all)).isEqualTo(EVENTS);
            assertThat(pages(relay, "database")).isEqualTo(fromDatabase);
            assertThat(pages(relay, "memory")).isGreaterThanOrEqualTo(2);

            Event regretted = events.getFirst();
            client.ok(event(key, 5, now(), "", Tag.of("e", regretted.id().hex())));
            assertThat(client.count("c", "{\"ids\":[\"" + regretted.id() + "\"]}")).isZero();
            assertThat(held(relay)).isEqualTo(EVENTS);
        }
    }

    @Test
    void withoutMemoryTheDatabaseAnswers() {
        try (TestRelay relay = TestRelay.startOpen("recent.heap-percent=0");
                RawClient client = relay.connect()) {
            Event event = event(key, 1, now(), "here");
            client.ok(event);

            assertThat(client.stored("s", "{}")).containsExactly(event.id().hex());
            assertThat(client.count("c", "{}")).isEqualTo(1);
            assertThat(held(relay)).isZero();
            assertThat(pages(relay, "memory")).isZero();
        }
    }

    private static double held(TestRelay relay) {
        return relay.metric("relay_recent_events");
    }

    private static double pages(TestRelay relay, String source) {
        return relay.metric("relay_pages_total{from=\"" + source + "\"");
    }

    private static final String[] OPEN = {
        "auth.read=false",
        "auth.write=false",
        "limits.max-limit=5000",
        "limits.default-limit=5000",
        "limits.max-age=3650d"
    };
}
