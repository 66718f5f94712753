package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A relay that was alone is joined by another. */
class JoiningTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PER_HOUR = 20;
    private final TestDatabase database = TestDatabase.fresh();
    private final SecretKey key = SecretKey.generate();

    @Test
    void aloneItRingsForNobodyAndWhoJoinsMissesNothing() {
        try (TestRelay first = start();
                RawClient here = first.connect()) {
            await().atMost(PATIENCE).until(() -> ringsForNobody(first, here));

            try (TestRelay second = start();
                    RawClient there = second.connect()) {
                there.stored("s", "{\"authors\":[\"" + key.publicKey() + "\"],\"limit\":0}");
                Event passing = event(key, 20_001, now(), "");
                Event stored = note(key, "heard");
                here.ok(passing);
                here.ok(stored);

                // what is stored and what passes is read one after the other, in either order
                assertThat(List.of(live(there), live(there)))
                        .containsExactlyInAnyOrder(passing.id().hex(), stored.id().hex());
                assertThat(first.metric("relay_bus_replicas")).isEqualTo(2);
            }

            await().atMost(PATIENCE).until(() -> first.metric("relay_bus_replicas") == 1);
            await().atMost(PATIENCE).until(() -> ringsForNobody(first, here));
        }
    }

    @Test
    void aKeysRateIsDividedAmongThoseWhoAreThere() {
        String rate = "rates.events.key=" + PER_HOUR + "/1h";
        try (TestRelay first = start(rate);
                TestRelay second = start(rate);
                RawClient here = first.connect();
                RawClient there = second.connect()) {
            await().atMost(PATIENCE).until(() -> first.metric("relay_bus_replicas") == 2);

            assertThat(accepted(here)).isEqualTo(PER_HOUR / 2);
            assertThat(accepted(there)).isEqualTo(PER_HOUR / 2);
        }
    }

    private static String live(RawClient client) {
        return client.next().get(2).get("id").asString();
    }

    private int accepted(RawClient client) {
        int accepted = 0;
        for (int i = 0; i < PER_HOUR; i++) {
            if (client.ok(note(key, client.hashCode() + "/" + i)).get(2).asBoolean()) {
                accepted++;
            }
        }
        return accepted;
    }

    private boolean ringsForNobody(TestRelay relay, RawClient client) throws InterruptedException {
        double before = relay.metric("relay_bus_bells_rung_total");
        for (int i = 0; i < 3; i++) {
            client.ok(note(SecretKey.generate(), "unheard"));
        }
        // a bell that was rung for these has been counted by then; if not, the next turn tells
        Thread.sleep(200);
        return relay.metric("relay_bus_bells_rung_total") == before;
    }

    private TestRelay start(String... settings) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 3);
        all[settings.length] = "auth.read=false";
        all[settings.length + 1] = "auth.write=false";
        all[settings.length + 2] = "bus.look=100ms";
        return TestRelay.start(database, all);
    }
}
