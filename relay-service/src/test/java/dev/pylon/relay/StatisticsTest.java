package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Row 3 of the recorded run: what the numbers mean. */
class StatisticsTest {
    private final SecretKey buyer = SecretKey.generate();
    private final SecretKey provider = SecretKey.generate();
    private final SecretKey stranger = SecretKey.generate();
    private TestRelay relay;
    private RawClient client;

    @BeforeEach
    void start() {
        relay = TestRelay.startOpen();
        client = relay.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        relay.close();
    }

    @Test
    void aRequestIsPendingUntilItIsAnswered() {
        Event request = request();
        assertJobs(1, 0);
        feedback(provider, request, "payment-required", 0);
        feedback(provider, request, "processing", 1);
        assertJobs(1, 0);

        result(provider, request, 6050);
        assertJobs(0, 1);
        result(stranger, request, 6050);
        assertJobs(0, 1);
    }

    @Test
    void aResultOfAnotherKindOrOfAnotherJobAnswersNothing() {
        Event request = request();
        result(provider, request, 6100);
        client.ok(event(provider, 6050, now(), "", Tag.of("e", "ab".repeat(32))));
        assertPending(1);
    }

    @Test
    void aTargetedRequestIsAnsweredOnlyByWhoWasAsked() {
        Event request = request(Tag.of("p", provider.publicKey().hex()));
        result(stranger, request, 6050);
        feedback(stranger, request, "error", 0);
        assertJobs(1, 0);
        result(provider, request, 6050);
        assertJobs(0, 1);
    }

    @Test
    void aCancelledRequestIsNotPending() {
        Event request = request();
        client.ok(event(buyer, 5, now(), "", Tag.of("e", request.id().hex())));
        assertJobs(0, 0);
    }

    @Test
    void anExpiredRequestIsNotPending() {
        request(Tag.of("expiration", "" + (now() + 2)));
        assertPending(1);
        assertPending(0);
    }

    @Test
    void aRequestThatWasOnlyRefusedIsNotPendingUntilSomebodyTakesIt() {
        Event request = request();
        feedback(provider, request, "error", 0);
        assertPending(0);
        feedback(stranger, request, "payment-required", 1);
        assertPending(1);
        feedback(stranger, request, "error", 2);
        assertPending(0);
    }

    @Test
    void eventsAndHandlersAreCountedByKind() {
        client.ok(
                event(
                        provider,
                        31990,
                        now(),
                        "{}",
                        Tag.of("d", "x"),
                        Tag.of("k", "5050"),
                        Tag.of("k", "5001")));
        client.ok(event(stranger, 31990, now(), "{}", Tag.of("d", "y"), Tag.of("k", "5050")));
        client.ok(event(buyer, 1, now() - 100_000, "old"));
        request();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(stats().get("events").get("total").asInt()).isEqualTo(4));
        JsonNode stats = stats();
        assertThat(stats.get("events").get("last_24h").asInt()).isEqualTo(3);
        assertThat(stats.get("events").get("by_kind").toString())
                .isEqualTo(
                        "[{\"kind\":31990,\"count\":2},{\"kind\":1,\"count\":1},"
                                + "{\"kind\":5050,\"count\":1}]");
        assertThat(stats.get("jobs").get("by_kind").toString())
                .isEqualTo("[{\"kind\":5050,\"count\":1}]");
        assertThat(stats.get("handlers").get("total").asInt()).isEqualTo(2);
        assertThat(stats.get("handlers").get("by_kind").toString())
                .isEqualTo("[{\"kind\":5050,\"count\":2},{\"kind\":5001,\"count\":1}]");
        assertThat(stats.get("timestamp").asLong())
                .isCloseTo(now(), org.assertj.core.data.Offset.offset(5L));
    }

    private Event request(Tag... tags) {
        Event request = event(buyer, 5050, now(), "", tags);
        client.ok(request);
        return request;
    }

    private void result(SecretKey by, Event request, int kind) {
        client.ok(event(by, kind, now(), "done", Tag.of("e", request.id().hex())));
    }

    private void feedback(SecretKey by, Event request, String status, int after) {
        Tag[] tags = {Tag.of("e", request.id().hex()), Tag.of("status", status)};
        client.ok(event(by, 7000, now() + after, "", tags));
    }

    private void assertPending(int pending) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(stats().get("jobs").get("pending").asInt()).isEqualTo(pending));
    }

    /** The figures are at most a second old. */
    private void assertJobs(int pending, int completed) {
        await().during(Duration.ofMillis(1200))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    JsonNode jobs = stats().get("jobs");
                    assertThat(jobs.get("pending").asInt()).isEqualTo(pending);
                    assertThat(jobs.get("completed_24h").asInt()).isEqualTo(completed);
                });
    }

    private JsonNode stats() {
        return RawClient.JSON.readTree(relay.get("/api/stats", "application/json").body());
    }
}
