package dev.pylon.relay;

import static dev.pylon.relay.Events.note;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.key.SecretKey;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** What the relay says by HTTP, with its settings as they are by default. */
class HttpTest {
    private static final String PUBKEY = "ab".repeat(32);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static TestRelay relay;

    @BeforeAll
    static void start() {
        relay = TestRelay.start("pubkey=" + PUBKEY, "contact=mailto:admin@example.com");
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @Test
    void theInformationDocumentShowsTheLimitsThatAreEnforced() {
        HttpResponse<String> answer = relay.get("/", "application/nostr+json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/nostr+json");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("*");
        assertThat(answer.headers().firstValue("access-control-allow-headers")).hasValue("*");
        assertThat(answer.headers().firstValue("access-control-allow-methods")).isPresent();
        JsonNode document = RawClient.JSON.readTree(answer.body());
        assertThat(document.propertyNames())
                .contains(
                        "name",
                        "description",
                        "pubkey",
                        "contact",
                        "supported_nips",
                        "software",
                        "version",
                        "limitation");
        assertThat(document.get("pubkey").asString()).isEqualTo(PUBKEY);
        assertThat(document.get("supported_nips").toString()).contains("1,", "9,", "11,", "42,");
        JsonNode limits = document.get("limitation");
        assertThat(limits.get("max_message_length").asInt()).isEqualTo(524288);
        assertThat(limits.get("max_subscriptions").asInt()).isEqualTo(20);
        assertThat(limits.get("max_filters").asInt()).isEqualTo(10);
        assertThat(limits.get("max_limit").asInt()).isEqualTo(500);
        assertThat(limits.get("max_subid_length").asInt()).isEqualTo(64);
        assertThat(limits.get("auth_required").asBoolean()).isTrue();
        assertThat(limits.get("payment_required").asBoolean()).isFalse();
    }

    @Test
    void aBrowserGetsThePageAndItsParts() {
        HttpResponse<String> page =
                relay.get("/", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.body()).contains("<title>Pylon Relay</title>").doesNotContain("{{");
        assertThat(relay.get("/relay.css", "*/*").statusCode()).isEqualTo(200);
        assertThat(relay.get("/relay.js", "*/*").statusCode()).isEqualTo(200);
        assertThat(relay.get("/charts.js", "*/*").body()).contains("/api/history/");
        assertThat(relay.get("/relay.svg", "*/*").statusCode()).isEqualTo(200);
        assertThat(relay.get("/", "*/*").body()).startsWith("<!doctype html>");
    }

    @Test
    void theStatisticsHaveTheirKeys() {
        HttpResponse<String> answer = relay.get("/api/stats", "application/json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("*");
        JsonNode stats = RawClient.JSON.readTree(answer.body());
        assertThat(stats.propertyNames())
                .containsExactlyInAnyOrder("events", "jobs", "handlers", "timestamp");
        assertThat(stats.get("events").propertyNames())
                .containsExactlyInAnyOrder("total", "last_24h", "by_kind");
        assertThat(stats.get("jobs").propertyNames())
                .containsExactlyInAnyOrder("pending", "completed_24h", "by_kind");
        assertThat(stats.get("handlers").propertyNames())
                .containsExactlyInAnyOrder("total", "by_kind");
    }

    @Test
    void healthIsTold() {
        assertThat(relay.get("/health/live", "*/*").statusCode()).isEqualTo(200);
        assertThat(relay.get("/health/ready", "*/*").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsCountWhatHappened() {
        double before = relay.metric("relay_messages_total{");
        SecretKey key = SecretKey.generate();
        try (RawClient client = relay.connect()) {
            client.authenticate(key).ok(note(key, "counted"));
            client.stored("s", "{\"ids\":[]}");

            assertThat(relay.metric("relay_messages_total{")).isEqualTo(before + 3);
            assertThat(relay.metric("relay_connections")).isPositive();
            assertThat(relay.metric("relay_subscriptions")).isEqualTo(1);
        }
        String metrics = relay.get("/metrics", "text/plain").body();
        assertThat(metrics)
                .contains(
                        "relay_events_total{kind=\"1\",outcome=\"accepted\"",
                        "relay_auth_total{outcome=\"accepted\"",
                        "relay_query_seconds",
                        "relay_write_seconds",
                        "relay_slow_clients_closed",
                        "relay_write_queue_bytes",
                        "relay_verify_queue");
    }

    @Test
    void theOpenApiDocumentComesFromTheRunningCode() {
        assertThat(relay.get("/v3/api-docs", "application/json").body())
                .contains("\"/api/stats\"", "last_24h");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aClientThatVanishesIsNoError(CapturedOutput log) throws IOException {
        try (Socket client = new Socket("127.0.0.1", relay.port())) {
            client.setSoTimeout(30_000);
            client.getOutputStream()
                    .write(
                            """
                            GET / HTTP/1.1\r
                            Host: 127.0.0.1\r
                            Upgrade: websocket\r
                            Connection: Upgrade\r
                            Sec-WebSocket-Version: 13\r
                            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
                            \r
                            """
                                    .getBytes(StandardCharsets.US_ASCII));
            byte[] status = client.getInputStream().readNBytes("HTTP/1.1 101".length());
            assertThat(status).asString().isEqualTo("HTTP/1.1 101");
            await().atMost(LIMIT).until(() -> relay.metric("relay_connections{") == 1);
            // what closes it is a reset, as from a client whose machine has restarted
            client.setSoLinger(true, 0);
        }

        await().atMost(LIMIT).until(() -> relay.metric("relay_connections{") == 0);
        assertThat(log).doesNotContain("reset by peer");
    }
}
