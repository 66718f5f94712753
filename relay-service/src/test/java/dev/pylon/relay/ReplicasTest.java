package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

/** Two relays on one database are one relay. */
class ReplicasTest {
    private static final SecretKey ADMIN = SecretKey.generate();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int EVENTS = 150;
    private static TestRelay one;
    private static TestRelay other;
    private final SecretKey key = SecretKey.generate();

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.fresh();
        one = start(database);
        other = start(database);
    }

    private static TestRelay start(TestDatabase database) {
        return TestRelay.start(
                database,
                "auth.read=false",
                "auth.write=false",
                "limits.max-limit=5000",
                "limits.default-limit=5000",
                "public-url=ws://relay.test",
                "admin.keys=" + ADMIN.publicKey());
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @Test
    void whatOneTakesTheOtherTells() {
        try (RawClient here = one.connect();
                RawClient there = other.connect()) {
            there.stored("s", byAuthor());
            for (int i = 0; i < 20; i++) {
                Event stored = note(key, "stored " + i);
                here.ok(stored);
                assertThat(live(there)).isEqualTo(stored.id().hex());
                Event passing = event(key, 20_001, now(), "passing " + i);
                here.ok(passing);
                assertThat(live(there)).isEqualTo(passing.id().hex());
            }
            assertThat(there.next(Duration.ofMillis(300))).isNull();
        }
    }

    @Test
    void whatOneHasAcknowledgedTheOtherFindsAtOnce() {
        try (RawClient here = one.connect();
                RawClient there = other.connect()) {
            for (int i = 0; i < 50; i++) {
                Event event = note(key, "" + i);
                here.ok(event);
                assertThat(there.stored("s", "{\"ids\":[\"" + event.id() + "\"]}"))
                        .containsExactly(event.id().hex());
                there.send("[\"CLOSE\",\"s\"]");
            }
        }
    }

    @Test
    void everyReaderOfEitherGetsEveryEventOnce() throws Exception {
        assertEverythingComesOnce(() -> {});
    }

    @Test
    void whatWasMissedWhileTheBusWasBrokenIsToldOnceItIsBack() throws Exception {
        assertEverythingComesOnce(() -> {
            for (int i = 0; i < 3; i++) {
                breakTheBus();
            }
        });
    }

    @Test
    void whatOneDeletesTheOtherRefuses() {
        Event event = note(key, "regretted");
        try (RawClient here = one.connect();
                RawClient there = other.connect()) {
            here.ok(event);
            assertThat(there.ok(event).get(3).asString()).startsWith("duplicate: ");

            here.ok(event(key, 5, now(), "", Tag.of("e", event.id().hex())));

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(there.ok(event).get(3).asString()).startsWith("blocked: "));
        }
    }

    @Test
    void whatOneHasDeletedTheOtherDoesNotFindAnyMore() {
        try (RawClient here = one.connect();
                RawClient there = other.connect()) {
            for (int i = 0; i < 50; i++) {
                Event event = note(key, "regretted " + i);
                here.ok(event);
                String either = "{\"kinds\":[1,5],\"authors\":[\"" + key.publicKey() + "\"]}";
                assertThat(there.stored("before", either)).contains(event.id().hex());
                there.send("[\"CLOSE\",\"before\"]");
                Event deletion = event(key, 5, now(), "" + i, Tag.of("e", event.id().hex()));
                here.ok(deletion);
                assertThat(there.stored("after", either))
                        .contains(deletion.id().hex())
                        .doesNotContain(event.id().hex());
                there.send("[\"CLOSE\",\"after\"]");
                assertThat(there.count("c", "{\"ids\":[\"" + event.id() + "\"]}")).isZero();
            }
            await().atMost(PATIENCE)
                    .until(() -> {
                        there.count("c", "{}");
                        return other.metric("relay_pages_total{from=\"memory\"") > 0;
                    });
        }
    }

    @Test
    void whomOneBansTheOtherCutsOff() throws Exception {
        try (Admin admin = new Admin(one, ADMIN);
                RawClient banned = other.connect();
                RawClient client = other.connect()) {
            banned.authenticate(key, "ws://relay.test", banned.challenge(), now());
            Event before = note(key, "before");
            client.ok(before);

            call(admin, "banpubkey", "\"" + key.publicKey() + "\"", "\"spam\"");

            assertThat(banned.closed().get(30, TimeUnit.SECONDS)).isEqualTo(1008);
            assertThat(client.stored("s", byAuthor())).isEmpty();
            for (Event event : List.of(before, note(key, "after"), event(key, 20_001, now(), ""))) {
                assertThat(client.ok(event).get(3).asString()).contains("banned");
            }
            call(admin, "unbanpubkey", "\"" + key.publicKey() + "\"");
            await().atMost(PATIENCE).until(() -> client.ok(before).get(2).asBoolean());
        }
    }

    @Test
    void settingsOfOneAreTheOthers() {
        try (Admin admin = new Admin(one, ADMIN)) {
            call(admin, "changerelayname", "\"Twins\"");

            await().atMost(PATIENCE)
                    .until(() ->
                            other.get("/", "application/nostr+json").body().contains("\"Twins\""));
        }
    }

    @Test
    void anAuthorizationIsGoodForOneRequestAtEither() {
        try (Admin here = new Admin(one, ADMIN);
                Admin there = new Admin(other, ADMIN)) {
            String body = Admin.body("supportedmethods");
            String authorization = here.signed("http://relay.test", "/", "POST", body);

            assertThat(here.rpc(body, authorization).statusCode()).isEqualTo(200);
            assertThat(there.rpc(body, authorization).statusCode()).isEqualTo(401);
        }
    }

    private static void call(Admin admin, String method, String... params) {
        String body = Admin.body(method, params);
        assertThat(
                        admin.rpc(body, admin.signed("http://relay.test", "/", "POST", body))
                                .statusCode())
                .isEqualTo(200);
    }

    /** Written at both, read at both from any moment on, while something happens. */
    private void assertEverythingComesOnce(Runnable meanwhile) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Set<String>>> written = new ArrayList<>();
            List<Future<List<String>>> read = new ArrayList<>();
            for (TestRelay relay : List.of(one, other, one, other)) {
                written.add(threads.submit(() -> write(relay)));
                for (int i = 0; i < 4; i++) {
                    int pause = i * 40;
                    read.add(threads.submit(() -> read(relay, pause)));
                }
            }
            meanwhile.run();
            Set<String> all = new HashSet<>();
            for (Future<Set<String>> ids : written) {
                all.addAll(ids.get());
            }
            for (Future<List<String>> ids : read) {
                assertThat(ids.get()).doesNotHaveDuplicates().hasSameElementsAs(all);
            }
        }
    }

    private Set<String> write(TestRelay relay) {
        Set<String> ids = new HashSet<>();
        try (RawClient client = relay.connect()) {
            for (int i = 0; i < EVENTS; i++) {
                Event event = event(key, 1, now() - i % 3, ids.size() + "/" + client.hashCode());
                assertThat(client.ok(event).get(2).asBoolean()).isTrue();
                ids.add(event.id().hex());
            }
        }
        return ids;
    }

    private List<String> read(TestRelay relay, int pause) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        try (RawClient client = relay.connect()) {
            // spreads the subscriptions over the time of writing; nothing is awaited by it
            Thread.sleep(pause);
            client.send("[\"REQ\",\"s\"," + byAuthor() + "]");
            while (ids.size() < 4 * EVENTS) {
                String text = client.next(PATIENCE);
                assertThat(text).as("after %d events", ids.size()).isNotNull();
                JsonNode message = RawClient.JSON.readTree(text);
                if (message.get(0).asString().equals("EVENT")) {
                    ids.add(message.get(2).get("id").asString());
                }
            }
            for (String more = client.next(Duration.ofMillis(500));
                    more != null;
                    more = client.next(Duration.ofMillis(500))) {
                assertThat(more).startsWith("[\"EOSE\"");
            }
        }
        return ids;
    }

    /** Ends the connections of both, and waits until both have noticed. */
    private static void breakTheBus() {
        double before = lost();
        await().atMost(PATIENCE).until(() -> connections("count(*)") == 2);
        connections("count(pg_terminate_backend(pid))");
        await().atMost(PATIENCE).until(() -> lost() >= before + 2);
    }

    private static long connections(String what) {
        return Objects.requireNonNull(
                one.bean(DatabaseClient.class)
                        .sql(
                                "SELECT "
                                        + what
                                        + " FROM pg_stat_activity"
                                        + " WHERE application_name = 'pylon-relay-bus'"
                                        + " AND datname = current_database()")
                        .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                        .one()
                        .block(PATIENCE));
    }

    private static double lost() {
        return one.metric("relay_bus_lost_total") + other.metric("relay_bus_lost_total");
    }

    private static String live(RawClient client) {
        JsonNode message = client.next();
        assertThat(message.get(0).asString()).isEqualTo("EVENT");
        return message.get(2).get("id").asString();
    }

    private String byAuthor() {
        return "{\"authors\":[\"" + key.publicKey() + "\"]}";
    }
}
