package dev.pylon.relay;

import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.key.SecretKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Readers subscribe at any moment while writers publish, replace and delete: whatever is stored in
 * the end, and whatever passed by after EOSE, has reached each of them that asked for it, once.
 */
class LoadOracleTest {
    private static final int WRITERS = 4;
    private static final int EVENTS = 60;
    private static final int READERS = 8;
    private static final int[] KINDS = {1, 7, 3, 10002, 30023, 20001};
    private static @Nullable TestRelay relay;

    /**
     * @param eose when the stored answer had ended, in nanoseconds
     */
    private record Read(Filter filter, List<String> ids, long eose) {}

    /**
     * @param sent in nanoseconds
     * @param taken whether it changed anything: no duplicate, no older version
     */
    private record Written(Event event, long sent, boolean taken) {}

    @BeforeContainer
    static void start() {
        relay = TestRelay.startOpen("limits.max-limit=5000", "limits.default-limit=5000");
    }

    @AfterContainer
    static void stop() {
        relay().close();
    }

    @Property(tries = 6, shrinking = ShrinkingMode.OFF)
    void nothingIsLostAndNothingComesTwice(@ForAll long seed) throws Exception {
        List<SecretKey> keys = List.of(SecretKey.generate(), SecretKey.generate());
        AtomicBoolean written = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Written>>> writers = new ArrayList<>();
            List<Future<Read>> readers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(seed + i);
                writers.add(threads.submit(() -> write(keys, random)));
            }
            for (int i = 0; i < READERS; i++) {
                Random random = new Random(seed - 1 - i);
                readers.add(threads.submit(() -> read(keys, random, written)));
            }
            List<Written> accepted = new ArrayList<>();
            for (Future<List<Written>> writer : writers) {
                accepted.addAll(writer.get());
            }
            written.set(true);
            for (Future<Read> reader : readers) {
                check(reader.get(), accepted);
            }
        }
    }

    private static void check(Read read, List<Written> accepted) {
        assertThat(read.ids).doesNotHaveDuplicates();
        Set<String> possible = new HashSet<>();
        Set<String> live = new HashSet<>();
        for (Written written : accepted) {
            if (read.filter.matches(written.event)) {
                possible.add(written.event.id().hex());
                if (written.taken && written.sent > read.eose) {
                    live.add(written.event.id().hex());
                }
            }
        }
        assertThat(possible).containsAll(read.ids);
        assertThat(read.ids).containsAll(live);
        try (RawClient client = relay().connect()) {
            assertThat(read.ids).containsAll(client.stored("end", read.filter.toJson()));
        }
    }

    private static List<Written> write(List<SecretKey> keys, Random random) {
        List<Written> accepted = new ArrayList<>();
        try (RawClient client = relay().connect()) {
            for (int i = 0; i < EVENTS; i++) {
                SecretKey key = keys.get(random.nextInt(keys.size()));
                Event event =
                        random.nextInt(8) == 0 && !accepted.isEmpty()
                                ? deletion(key, accepted.get(random.nextInt(i)).event)
                                : some(key, random);
                long sent = System.nanoTime();
                JsonNode ok = client.ok(event);
                accepted.add(new Written(event, sent, ok.get(3).asString().isEmpty()));
            }
        }
        return accepted;
    }

    private static Event some(SecretKey key, Random random) {
        int kind = KINDS[random.nextInt(KINDS.length)];
        long time = now() - random.nextInt(4);
        String tag = String.valueOf((char) ('a' + random.nextInt(3)));
        return Events.event(
                key, kind, time, "" + random.nextLong(), Tag.of("t", tag), Tag.of("d", tag));
    }

    private static Event deletion(SecretKey key, Event target) {
        return Events.event(
                key,
                5,
                now(),
                "",
                Tag.of("e", target.id().hex()),
                Tag.of("a", target.kind() + ":" + key.publicKey() + ":a"));
    }

    private static Read read(List<SecretKey> keys, Random random, AtomicBoolean written)
            throws InterruptedException {
        Filter.Builder builder =
                Filter.builder().authors(keys.stream().map(SecretKey::publicKey).toList());
        if (random.nextBoolean()) {
            builder.kinds(1, 5, KINDS[random.nextInt(KINDS.length)], 30023);
        }
        if (random.nextInt(3) == 0) {
            builder.tag("t", "a", "b");
        }
        Filter filter = builder.build();
        List<String> ids = new ArrayList<>();
        try (RawClient client = relay().connect()) {
            // spreads the subscriptions over the time of writing; nothing is awaited by it
            Thread.sleep(random.nextInt(150));
            ids.addAll(client.stored("s", filter.toJson()));
            long eose = System.nanoTime();
            while (!written.get()) {
                JsonNode message = next(client);
                if (message != null) {
                    ids.add(message.get(2).get("id").asString());
                }
            }
            client.send("[\"REQ\",\"fence\",{\"ids\":[]}]");
            for (JsonNode message = client.next();
                    message.get(0).asString().equals("EVENT");
                    message = client.next()) {
                ids.add(message.get(2).get("id").asString());
            }
            return new Read(filter, ids, eose);
        }
    }

    private static @Nullable JsonNode next(RawClient client) {
        String text = client.next(java.time.Duration.ofMillis(20));
        return text == null ? null : RawClient.JSON.readTree(text);
    }

    private static TestRelay relay() {
        if (relay == null) {
            throw new IllegalStateException("the relay is not started");
        }
        return relay;
    }
}
