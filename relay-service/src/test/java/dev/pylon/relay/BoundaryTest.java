package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import tools.jackson.databind.JsonNode;

/** Nothing is lost and nothing comes twice between the stored answer and the live stream. */
class BoundaryTest {
    private static final int WRITERS = 4;
    private static final int EVENTS = 150;
    private static final int READERS = 12;
    private static TestRelay relay;

    @BeforeAll
    static void start() {
        relay = TestRelay.startOpen("limits.max-limit=5000", "limits.default-limit=5000");
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @RepeatedTest(4)
    void everyReaderGetsEveryEventOnce() throws Exception {
        SecretKey key = SecretKey.generate();
        String filter = "{\"authors\":[\"" + key.publicKey() + "\"]}";
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Set<String>>> written = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                written.add(threads.submit(() -> write(key, writer)));
            }
            List<Future<List<String>>> read = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int pause = i * 7;
                read.add(threads.submit(() -> read(filter, pause)));
            }
            Set<String> all = new HashSet<>();
            for (Future<Set<String>> ids : written) {
                all.addAll(ids.get());
            }
            for (Future<List<String>> ids : read) {
                assertThat(ids.get()).doesNotHaveDuplicates().hasSameElementsAs(all);
            }
        }
    }

    private static Set<String> write(SecretKey key, int writer) {
        Set<String> ids = new HashSet<>();
        try (RawClient client = relay.connect()) {
            for (int i = 0; i < EVENTS; i++) {
                Event event = event(key, 1, now() - i % 3, writer + "/" + i);
                assertThat(client.ok(event).get(2).asBoolean()).isTrue();
                ids.add(event.id().hex());
            }
        }
        return ids;
    }

    private static List<String> read(String filter, int pause) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        try (RawClient client = relay.connect()) {
            // spreads the subscriptions over the time of writing; nothing is awaited by it
            Thread.sleep(pause);
            client.send("[\"REQ\",\"s\"," + filter + "]");
            boolean answered = false;
            while (ids.size() < WRITERS * EVENTS) {
                JsonNode message = client.next();
                if (message.get(0).asString().equals("EVENT")) {
                    ids.add(message.get(2).get("id").asString());
                } else {
                    answered = true;
                }
            }
            String last = client.next(Duration.ofMillis(300));
            if (last != null && !answered) {
                last = client.next(Duration.ofMillis(300));
            }
            assertThat(last).isNull();
        }
        return ids;
    }
}
