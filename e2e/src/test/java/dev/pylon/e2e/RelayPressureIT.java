package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that read nothing and clients that send all they can, of a relay with a small heap. */
class RelayPressureIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int MANY = 150;
    private static final int LARGE = 60_000;
    private static final SecureRandom RANDOM = new SecureRandom();
    private Market market;
    private ServiceProcess relay;
    private final List<BareSocket> sockets = new ArrayList<>();

    @BeforeEach
    void open() {
        market = Market.open(RelayPressureIT.class);
        relay = market.launchOpenRelay("--pylon.relay.connection.ping=10m").awaitReady();
    }

    @AfterEach
    void close() {
        sockets.forEach(BareSocket::close);
        market.close();
    }

    @Test
    void readersThatStopAreClosedAndTheOthersGetEverything() throws IOException {
        try (Publishers publishers = new Publishers(relay, 4, LARGE);
                Subscriber reader = new Subscriber(relay, live(publishers))) {
            for (int i = 0; i < MANY; i++) {
                BareSocket stopped = new BareSocket(relay);
                sockets.add(stopped);
                stopped.send("[\"REQ\",\"s\"," + live(publishers) + "]");
            }
            await().atMost(LIMIT)
                    .until(() -> relay.metric("relay_slow_clients_closed_total") >= MANY);

            Set<String> acknowledged = publishers.end();

            assertThat(acknowledged).isNotEmpty();
            await().atMost(LIMIT).until(() -> reader.lacks(acknowledged).isEmpty());
            assertThat(publishers.refusals()).isEmpty();
            assertHealthy();
        }
    }

    @Test
    void readersOfStoredEventsThatStopTakeNoMemoryFromTheOthers() {
        try (Publishers publishers = new Publishers(relay, 4, 20_000)) {
            await().atMost(LIMIT).until(() -> publishers.acknowledged().size() >= 200);
            Set<String> acknowledged = publishers.end();
            String filters = ("," + publishers.filter()).repeat(5);
            for (int i = 0; i < 60; i++) {
                BareSocket stopped = new BareSocket(relay);
                sockets.add(stopped);
                ask(stopped, filters);
            }
            try (Subscriber reader = new Subscriber(relay, publishers.filter())) {
                assertThat(reader.lacks(acknowledged)).isEmpty();
            }
            assertHealthy();
        }
    }

    @Test
    void writersThatFloodAndReadNoAnswerTakeNoMemoryFromTheOthers() {
        Event large =
                EventTemplate.of(1, Tags.of(), "x".repeat(250_000)).sign(SecretKey.generate());
        List<Thread> floods = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            BareSocket flooder = new BareSocket(relay);
            sockets.add(flooder);
            floods.add(Thread.ofVirtual().start(() -> flood(flooder, large)));
        }
        try (Publishers publishers = new Publishers(relay, 4, 0);
                Subscriber reader = new Subscriber(relay, live(publishers))) {
            await().atMost(LIMIT).until(() -> publishers.acknowledged().size() >= 500);
            Set<String> acknowledged = publishers.end();

            await().atMost(LIMIT).until(() -> floods.stream().noneMatch(Thread::isAlive));
            assertThat(publishers.refusals()).isEmpty();
            try (Subscriber stored = new Subscriber(relay, publishers.filter())) {
                assertThat(stored.lacks(acknowledged)).isEmpty();
                await().atMost(LIMIT).until(() -> reader.lacks(stored.ids()).isEmpty());
            }
            assertHealthy();
        }
    }

    private static void ask(BareSocket socket, String filters) {
        try {
            for (int i = 0; i < 20; i++) {
                socket.send("[\"REQ\",\"s" + i + "\"" + filters + "]");
            }
        } catch (IOException closed) {
            // as it may be
        }
    }

    /** Each has to be hashed before it can be refused. */
    private static void flood(BareSocket flooder, Event event) {
        String json = event.toJson();
        try {
            for (int i = 0; i < 12; i++) {
                String id = HexFormat.of().toHexDigits(RANDOM.nextLong()).repeat(4);
                flooder.send("[\"EVENT\"," + json.replace(event.id().hex(), id) + "]");
            }
        } catch (IOException closed) {
            // as it may be
        }
    }

    private static String live(Publishers publishers) {
        return publishers.filter().replace("{", "{\"limit\":0,");
    }

    /** Its heap is a quarter of this. */
    private void assertHealthy() {
        assertThat(relay.isAlive()).isTrue();
        assertThat(relay.log()).content().doesNotContain("OutOfMemory");
        relay.mostMemory().ifPresent(bytes -> assertThat(bytes).isLessThan(1L << 30));
    }
}
