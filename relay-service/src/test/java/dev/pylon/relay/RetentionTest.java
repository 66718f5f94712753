package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.CurrentSettings;
import dev.pylon.relay.storage.EventBus;
import dev.pylon.relay.storage.EventIndex;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.storage.Parts;
import dev.pylon.relay.storage.Shelf;
import dev.pylon.relay.storage.Sweeper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** How long events are kept, by kind, and that what goes leaves nothing behind. */
class RetentionTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final SecretKey key = SecretKey.generate();
    private final TestDatabase database = TestDatabase.fresh();
    private TestRelay relay;
    private RawClient client;

    @BeforeEach
    void start() {
        relay = replica("retention=5050=2h,5000-5999=24h,7000=24h,6000-6999=7d,1=1h");
        client = relay.connect();
    }

    private TestRelay replica(String... settings) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 4);
        all[settings.length] = "auth.read=false";
        all[settings.length + 1] = "auth.write=false";
        all[settings.length + 2] = "limits.max-ahead=30d";
        all[settings.length + 3] = "bus.look=100ms";
        return TestRelay.start(database, all);
    }

    @AfterEach
    void stop() {
        client.close();
        relay.close();
    }

    @Test
    void whatIsTooOldIsDroppedWithItsWholePartAndTheRestStays() {
        Event request = job(5100, now());
        Event feedback = job(7000, now());
        Event result = job(6100, now());
        Event kept = job(31990, now());
        assertThat(table(request)).startsWith("event_jobs_").doesNotEndWith("other");
        assertThat(table(result)).startsWith("event_results_").doesNotEndWith("other");

        assertThat(sweep(DAY.plus(HOUR.multipliedBy(7)))).isEqualTo(2);

        assertThat(stored()).containsExactlyInAnyOrder(hex(result), hex(kept));
        assertThat(rows("event_tag")).isEqualTo(2);
        assertThat(relay.get("/metrics", "text/plain").body())
                .containsPattern("relay_events_removed_total\\{.*why=\"retention\".*\\} 2.0");

        assertThat(sweep(DAY.multipliedBy(9))).isEqualTo(1);

        assertThat(stored()).containsExactly(hex(kept));
        assertThat(table(feedback)).isEmpty();
        assertThat(client.ok(request).get(2).asBoolean()).isTrue();
        assertThat(stored()).containsExactlyInAnyOrder(hex(kept), hex(request));
    }

    @Test
    void whatMayStillBeKeptIsNotDropped() {
        job(5100, now());
        job(6100, now());

        assertThat(sweep(DAY.minus(HOUR))).isZero();
        assertThat(stored()).hasSize(2);
    }

    @Test
    void theFirstRuleThatCoversAKindCountsAndRemovesOneByOneWhatGoesEarlierThanItsPart() {
        Event soon = job(5050, now());
        Event later = job(5100, now());
        Event note = job(1, now());

        assertThat(sweep(HOUR.multipliedBy(3))).isEqualTo(2);

        assertThat(stored()).containsExactly(hex(later));
        assertThat(rows("event_tag")).isEqualTo(1);
        assertThat(List.of(table(soon), table(note))).containsOnly("");
    }

    @Test
    void aShorterTimeCountsAlthoughPartsWereCutForALonger() {
        job(5100, now());
        Event result = job(6100, now());
        try (TestRelay shorter = replica("retention=5000-5999=1h,7000=1h,6000-6999=7d")) {
            assertThat(sweep(shorter, HOUR.plus(HOUR.dividedBy(5)))).isZero();
            assertThat(sweep(shorter, HOUR.multipliedBy(2))).isEqualTo(1);
        }
        await().untilAsserted(() -> assertThat(ask()).containsExactly(hex(result)));
    }

    @Test
    void anEventWithoutAPartMovesIntoOneOnceThereIsOne() {
        Event ahead = job(6100, now() + 20 * 86_400);
        assertThat(table(ahead)).isEqualTo("event_results_other");

        sweep(DAY.multipliedBy(20));

        assertThat(table(ahead)).startsWith("event_results_").doesNotEndWith("other");
        assertThat(stored()).containsExactly(hex(ahead));
        assertThat(client.ok(ahead).get(3).asString()).startsWith("duplicate: ");
        sweep(DAY.multipliedBy(30));
        assertThat(stored()).isEmpty();
    }

    @Test
    void whatOneReplicaDropsAnotherForgets() {
        try (TestRelay other = replica();
                RawClient there = other.connect()) {
            await().until(() -> relay.metric("relay_bus_replicas") == 2);
            Event request = job(5100, now());
            Event result = job(6100, now());
            await().until(() -> isAnsweredFromMemory(other, there, 2));

            sweep(DAY.multipliedBy(2));

            await().until(() -> isAnsweredFromMemory(other, there, 1));
            assertThat(there.stored("s", all())).containsExactly(hex(result));
            assertThat(there.ok(request).get(3).asString()).isEmpty();
        }
    }

    @Test
    void keptForGoodThereAreNoMoreParts() {
        try (TestRelay forGood = replica("retention=7000=24h")) {
            job(5100, now());
            long before = rows("event_part");

            assertThat(sweep(forGood, DAY.multipliedBy(40))).isZero();

            assertThat(rows("event_part")).isEqualTo(before);
            assertThat(stored()).hasSize(1);
        }
    }

    @Test
    void shelvesAreTheSameInJavaAndInTheDatabase() {
        List<Integer> there =
                relay.bean(DatabaseClient.class)
                        .sql(
                                "SELECT shelf_of(k)::int AS s FROM generate_series(0, 65535) k ORDER BY k")
                        .map(row -> Objects.requireNonNull(row.get("s", Integer.class)))
                        .all()
                        .collectList()
                        .block();
        assertThat(there)
                .isEqualTo(
                        IntStream.rangeClosed(0, 65_535)
                                .mapToObj(kind -> Shelf.of(kind).number())
                                .toList());
    }

    private Event job(int kind, long createdAt) {
        Event event = event(key, kind, createdAt, "", Tag.of("e", "ab".repeat(32)));
        assertThat(client.ok(event).get(2).asBoolean()).isTrue();
        return event;
    }

    private long sweep(Duration later) {
        return sweep(relay, later);
    }

    /** As if so much time had gone by. */
    private static long sweep(TestRelay relay, Duration later) {
        Instant then = Instant.now().plus(later);
        return Objects.requireNonNull(
                new Sweeper(
                                relay.bean(EventStore.class),
                                new Parts(relay.bean(DatabaseClient.class)),
                                relay.bean(EventBus.class),
                                relay.bean(CurrentSettings.class),
                                relay.bean(RelayMetrics.class),
                                () -> then)
                        .sweep()
                        .block());
    }

    /** The same from memory and from the database. */
    private List<String> stored() {
        List<String> fromMemory = ask();
        relay.bean(EventIndex.class).suspend();
        assertThat(ask()).isEqualTo(fromMemory);
        return fromMemory;
    }

    private List<String> ask() {
        List<String> answer = client.stored("s", all());
        client.send("[\"CLOSE\",\"s\"]");
        return answer;
    }

    private String all() {
        return "{\"authors\":[\"" + key.publicKey() + "\"]}";
    }

    private boolean isAnsweredFromMemory(TestRelay at, RawClient by, long events) {
        double before = at.metric("relay_pages_total{from=\"database\"");
        return by.count("c", all()) == events
                && at.metric("relay_pages_total{from=\"database\"") == before;
    }

    private static String hex(Event event) {
        return event.id().hex();
    }

    /** Where the event lies; empty if it does not. */
    private String table(Event event) {
        return Objects.requireNonNull(
                relay.bean(DatabaseClient.class)
                        .sql("SELECT tableoid::regclass::text AS t FROM event WHERE id = :id")
                        .bind("id", event.id().toBytes())
                        .map(row -> Objects.requireNonNull(row.get("t", String.class)))
                        .one()
                        .defaultIfEmpty("")
                        .block());
    }

    private long rows(String table) {
        return Objects.requireNonNull(
                relay.bean(DatabaseClient.class)
                        .sql("SELECT count(*) FROM " + table)
                        .mapValue(Long.class)
                        .one()
                        .block());
    }
}
