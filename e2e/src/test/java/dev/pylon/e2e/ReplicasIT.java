package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.postgres.junit.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two relay processes on one database, and what happens to one of them. */
class ReplicasIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int SOME = 100;
    private Market market;
    private ServiceProcess one;
    private ServiceProcess other;

    @BeforeEach
    void open() {
        market = Market.open(ReplicasIT.class);
    }

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void oneIsKilledUnderLoadAndNothingIsLost() throws Exception {
        launch();
        try (Publishers traffic = new Publishers(List.of(one, other), 1, 0);
                Subscriber atOther = new Subscriber(other, traffic.filter())) {
            await().atMost(LIMIT).until(() -> traffic.acknowledged().size() >= SOME);

            one.kill();

            int before = traffic.acknowledged().size();
            await().atMost(LIMIT).until(() -> traffic.acknowledged().size() >= before + SOME);
            one.restart();
            try (Subscriber atOne = new Subscriber(one, traffic.filter())) {
                int then = traffic.acknowledged().size();
                await().atMost(LIMIT).until(() -> traffic.acknowledged().size() >= then + SOME);
                Set<String> all = traffic.end();

                assertHeardOnce(atOther, all);
                assertThat(atOne.ids()).doesNotHaveDuplicates();
                String last = atOther.ids().getLast();
                await().atMost(LIMIT).until(() -> atOne.ids().contains(last));
            }
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(stored(one)).isEqualTo(stored(other)));
            assertThat(stored(one)).isGreaterThanOrEqualTo(traffic.acknowledged().size());
        }
    }

    @Test
    @Tag("nats")
    void withNatsAsTheBellItsRestartLosesNothing() throws Exception {
        try (NatsServer nats = new NatsServer(FreePorts.next())) {
            launch("--pylon.relay.bus.bell=nats", "--pylon.relay.bus.nats.url=" + nats.url());
            try (Publishers traffic = new Publishers(List.of(one, other), 1, 0);
                    Subscriber atOther = new Subscriber(other, traffic.filter())) {
                await().atMost(LIMIT).until(() -> heard(other) > 0);

                nats.kill();

                int before = traffic.acknowledged().size();
                await().atMost(LIMIT).until(() -> traffic.acknowledged().size() >= before + SOME);
                await().atMost(LIMIT).until(() -> atOther.ids().size() >= before + SOME);
                double rang = heard(other);
                nats.restart();
                await().atMost(LIMIT).until(() -> heard(other) > rang);

                assertHeardOnce(atOther, traffic.end());
            }
        }
    }

    private void launch(String... settings) {
        one = market.launchOpenRelay(settings);
        other = market.launchReplica("relay-two", settings);
        market.awaitAllReady();
    }

    /** An event whose OK was lost with its relay may be there unacknowledged. */
    private static void assertHeardOnce(Subscriber listener, Set<String> acknowledged) {
        await().atMost(LIMIT).until(() -> listener.lacks(acknowledged).isEmpty());
        assertThat(listener.ids()).doesNotHaveDuplicates();
    }

    private static long stored(ServiceProcess relay) throws IOException, InterruptedException {
        JsonNode stats = JsonMapper.builder().build().readTree(get(relay, "/api/stats"));
        return stats.at("/events/total").longValue();
    }

    private static double heard(ServiceProcess relay) throws IOException, InterruptedException {
        return get(relay, "/metrics")
                .lines()
                .filter(line -> line.startsWith("relay_bus_bells_heard_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String get(ServiceProcess relay, String path)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(relay.url() + path)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
