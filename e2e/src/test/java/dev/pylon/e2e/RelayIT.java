package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.cli.up.Service;
import dev.pylon.nostr.auth.Nip42;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows 1 to 4 of the recorded run: the relay as strangers meet it. */
class RelayIT {
    private static Market market;
    private static ServiceProcess relay;

    @BeforeAll
    static void open() {
        market = Market.open(RelayIT.class);
        relay = market.launch(Service.RELAY).awaitReady();
    }

    @AfterAll
    static void close() {
        market.close();
    }

    @Test
    void row1_theInformationDocumentNamesItsLimits() throws Exception {
        HttpResponse<String> answer = get("/", "application/nostr+json");

        JsonNode document = JsonMapper.builder().build().readTree(answer.body());

        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("application/nostr+json");
        assertThat(document.get("supported_nips").valueStream().map(JsonNode::intValue))
                .contains(1, 9, 11, 40, 42, 89, 90);
        JsonNode limits = document.get("limitation");
        assertThat(limits.get("max_message_length").intValue()).isEqualTo(524_288);
        assertThat(limits.get("max_subscriptions").intValue()).isEqualTo(20);
        assertThat(limits.get("max_filters").intValue()).isEqualTo(10);
        assertThat(limits.get("max_limit").intValue()).isEqualTo(500);
        assertThat(limits.get("max_subid_length").intValue()).isEqualTo(64);
        assertThat(limits.get("payment_required").booleanValue()).isFalse();
    }

    @Test
    void row1_theLimitsAreEnforced() {
        SecretKey key = SecretKey.generate();
        try (RawRelay socket = authenticated(key)) {
            socket.send("[\"REQ\",\"" + "x".repeat(65) + "\",{\"kinds\":[1]}]");
            assertThat(socket.next(f -> f.startsWith("[\"CLOSED\"") || f.startsWith("[\"NOTICE\"")))
                    .contains("64");
            socket.send("[\"REQ\",\"many\"" + ",{\"kinds\":[1]}".repeat(11) + "]");
            assertThat(socket.next(f -> f.startsWith("[\"CLOSED\""))).contains("10");
            for (int i = 0; i < 20; i++) {
                socket.send("[\"REQ\",\"s" + i + "\",{\"kinds\":[1],\"limit\":0}]");
                socket.next(f -> f.startsWith("[\"EOSE\""));
            }
            socket.send("[\"REQ\",\"s20\",{\"kinds\":[1],\"limit\":0}]");
            assertThat(socket.next(f -> f.startsWith("[\"CLOSED\""))).contains("20");
        }
    }

    @Test
    void row2_aBrowserGetsAPage() throws Exception {
        HttpResponse<String> answer = get("/", "text/html");

        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/html");
        assertThat(answer.body()).contains("<title>").contains("viewport");
    }

    @Test
    void row3_statisticsHaveTheirKeysAndTrueMeaning() throws Exception {
        JsonNode before = stats();
        SecretKey customer = SecretKey.generate();
        SecretKey worker = SecretKey.generate();
        try (RawRelay socket = authenticated(customer, worker)) {
            Event request =
                    EventTemplate.of(
                                    5050,
                                    Tags.of(dev.pylon.nostr.event.Tag.of("i", "hi", "text")),
                                    "")
                            .sign(customer);
            publish(socket, request);
            Event unanswered =
                    EventTemplate.of(
                                    5050,
                                    Tags.of(dev.pylon.nostr.event.Tag.of("i", "ho", "text")),
                                    "")
                            .sign(customer);
            publish(socket, unanswered);
            Event result =
                    EventTemplate.of(
                                    6050,
                                    Tags.of(
                                            dev.pylon.nostr.event.Tag.of("e", request.id().hex()),
                                            dev.pylon.nostr.event.Tag.of(
                                                    "p", customer.publicKey().hex())),
                                    "done")
                            .sign(worker);
            publish(socket, result);
        }

        org.awaitility.Awaitility.await()
                .untilAsserted(() -> {
                    JsonNode after = stats();
                    assertThat(after.at("/jobs/pending").longValue())
                            .isEqualTo(before.at("/jobs/pending").longValue() + 1);
                    assertThat(after.at("/jobs/completed_24h").longValue())
                            .isEqualTo(before.at("/jobs/completed_24h").longValue() + 1);
                    assertThat(after.at("/events/total").longValue())
                            .isEqualTo(before.at("/events/total").longValue() + 3);
                    assertThat(after.has("handlers")).isTrue();
                    assertThat(after.get("timestamp").isIntegralNumber()).isTrue();
                });
    }

    @Test
    void row4_theChallengeComesAtOnceAndItsAnswerIsChecked() {
        SecretKey key = SecretKey.generate();
        try (RawRelay socket = new RawRelay(relay.webSocketUrl())) {
            String challenge = challenge(socket);
            Event good = Nip42.authTemplate(relay.webSocketUrl(), challenge).sign(key);
            String forged = good.toJson().replace(good.sig().hex(), "0".repeat(128));

            socket.send("[\"AUTH\"," + forged + "]");
            assertThat(socket.next(f -> f.startsWith("[\"OK\""))).contains("false");
            socket.send("[\"AUTH\"," + good.toJson() + "]");
            assertThat(socket.next(f -> f.startsWith("[\"OK\""))).contains("true");
        }
    }

    @Test
    void row4_withoutAuthNothingIsReadOrWritten() {
        SecretKey key = SecretKey.generate();
        try (RawRelay socket = new RawRelay(relay.webSocketUrl())) {
            Event event = EventTemplate.of(1, Tags.of(), "hello").sign(key);
            socket.send("[\"EVENT\"," + event.toJson() + "]");
            assertThat(socket.next(f -> f.startsWith("[\"OK\"")))
                    .contains("false")
                    .contains("auth-required:");
            socket.send("[\"REQ\",\"r\",{\"kinds\":[1]}]");
            assertThat(socket.next(f -> f.startsWith("[\"CLOSED\""))).contains("auth-required:");
        }
    }

    private static RawRelay authenticated(SecretKey... keys) {
        RawRelay socket = new RawRelay(relay.webSocketUrl());
        String challenge = challenge(socket);
        for (SecretKey key : keys) {
            socket.send(
                    "[\"AUTH\","
                            + Nip42.authTemplate(relay.webSocketUrl(), challenge).sign(key).toJson()
                            + "]");
            assertThat(socket.next(f -> f.startsWith("[\"OK\""))).contains("true");
        }
        return socket;
    }

    private static String challenge(RawRelay socket) {
        String frame = socket.next();
        assertThat(frame).startsWith("[\"AUTH\",\"");
        return JsonMapper.builder().build().readTree(frame).get(1).stringValue();
    }

    private static void publish(RawRelay socket, Event event) {
        socket.send("[\"EVENT\"," + event.toJson() + "]");
        assertThat(socket.next(f -> f.startsWith("[\"OK\",\"" + event.id().hex())))
                .contains("true");
    }

    private static JsonNode stats() throws Exception {
        return JsonMapper.builder().build().readTree(get("/api/stats", "application/json").body());
    }

    private static HttpResponse<String> get(String path, String accept) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(relay.url() + path))
                                .header("Accept", accept)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
