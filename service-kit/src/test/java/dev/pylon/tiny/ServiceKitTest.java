package dev.pylon.tiny;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.kit.app.ServiceApp;
import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Msat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Mono;

/** A real service on a real port with a real database, twice in this JVM. */
class ServiceKitTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir private static Path folder;

    private static ConfigurableApplicationContext service;
    private static ConfigurableApplicationContext replica;
    private static String url;
    private static TinyService.TinyApi writer;

    @BeforeAll
    static void start() throws Exception {
        Path keys = folder.resolve("keys.yml");
        Files.writeString(
                keys,
                entry("writer", "w", "[\"jobs:write\"]") + entry("reader", "r", "[\"jobs:read\"]"));
        TestDatabase database = TestDatabase.fresh();
        List<String> arguments = new ArrayList<>(List.of(database.arguments()));
        arguments.addAll(
                List.of(
                        "--server.port=0",
                        "--spring.flyway.locations=classpath:db/kit",
                        "--pylon.api-keys-file=" + keys));
        service =
                ServiceApp.run(TinyService.class, "tiny-service", arguments.toArray(String[]::new));
        replica =
                ServiceApp.run(TinyService.class, "tiny-service", arguments.toArray(String[]::new));
        url = urlOf(service);
        writer =
                ServiceClients.create(
                        TinyService.TinyApi.class, url, () -> "w", Duration.ofSeconds(2));
    }

    @AfterAll
    static void stop() {
        service.close();
        replica.close();
    }

    @Test
    void aCallerActsForItsAccount() {
        TinyService.Receipt receipt = writer.order(new TinyService.Order(Msat.of(5))).block(LIMIT);

        assertThat(Objects.requireNonNull(receipt).account()).isEqualTo("account-writer");
    }

    @Test
    void keysAndScopesDecide() throws Exception {
        assertThat(post("/v1/orders", null, "{\"amountMsat\":5}").statusCode()).isEqualTo(401);
        assertThat(post("/v1/orders", "wrong", "{\"amountMsat\":5}").statusCode()).isEqualTo(401);
        HttpResponse<String> refused = post("/v1/orders", "r", "{\"amountMsat\":5}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body())
                .contains("urn:pylon:problem:missing-scope")
                .contains("jobs:write");
    }

    @Test
    void everyErrorIsAProblemThatSaysWhatToDo() throws Exception {
        assertProblem(post("/v1/orders", "w", "{\"amountMsat\":"), 400, "malformed-request");
        assertProblem(post("/v1/orders", "w", "{\"amountMsat\":-5}"), 400, "malformed-request");
        assertProblem(get("/v1/nowhere"), 404, "not-found");
        assertProblem(get("/v1/orders"), 405, "method-not-allowed");
        assertProblem(get("/v1/poor"), 402, "insufficient-funds");
        HttpResponse<String> boom = get("/v1/boom");
        assertProblem(boom, 500, "internal");
        assertThat(boom.body()).doesNotContain("secret reason").doesNotContain("Exception");
    }

    @Test
    void aBodyMayBeLargeAndNotTooLarge() throws Exception {
        String large = " ".repeat(1_900_000) + "{\"amountMsat\":5}";
        String tooLarge = " ".repeat(2_200_000) + "{\"amountMsat\":5}";

        assertThat(post("/v1/orders", "w", large).statusCode()).isEqualTo(200);
        assertProblem(post("/v1/orders", "w", tooLarge), 413, "content-too-large");
    }

    @Test
    void aServiceThatEndsLeavesTheOthersOfItsJvmAlone() throws Exception {
        Path keys = folder.resolve("keys.yml");
        List<String> arguments = new ArrayList<>(List.of(TestDatabase.fresh().arguments()));
        arguments.addAll(
                List.of(
                        "--server.port=0",
                        "--spring.flyway.locations=classpath:db/kit",
                        "--pylon.api-keys-file=" + keys));
        ServiceApp.run(TinyService.class, "tiny-service", arguments.toArray(String[]::new)).close();

        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> writer.poor().block(LIMIT)).isInstanceOf(RemoteProblem.class);
    }

    @Test
    void anAnswerThatStallsInItsBodyIsGivenUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            answerOnce(
                    server,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nfirst");

            assertThatThrownBy(() -> client(server).slow().block(LIMIT))
                    .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
        }
    }

    @Test
    void anErrorWithoutItsExplanationIsStillAnError() throws Exception {
        for (String body : List.of("", "{", "[1]")) {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                answerOnce(
                        server,
                        "HTTP/1.1 402 Pay\r\nContent-Type: application/problem+json\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);

                assertThatThrownBy(() -> client(server).poor().block(LIMIT))
                        .isInstanceOfSatisfying(
                                RemoteProblem.class,
                                problem -> assertThat(problem.status()).isEqualTo(402));
            }
        }
    }

    private static TinyService.TinyApi client(ServerSocket server) {
        return ServiceClients.create(
                TinyService.TinyApi.class,
                "http://127.0.0.1:" + server.getLocalPort(),
                () -> "w",
                Duration.ofSeconds(1));
    }

    /** Says this to the first who calls, and then nothing, until the server is closed. */
    private static void answerOnce(ServerSocket server, String answer) {
        Thread.ofVirtual()
                .start(() -> {
                    try (var caller = server.accept()) {
                        caller.getInputStream().read(new byte[4096]);
                        caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                        caller.getOutputStream().flush();
                        while (caller.getInputStream().read() >= 0) {
                            continue;
                        }
                    } catch (IOException over) {
                        // the test has ended
                    }
                });
    }

    @Test
    void aSlowAnswerIsGivenUpAndAStreamIsNot() {
        assertThatThrownBy(() -> writer.slow().block(LIMIT))
                .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);

        List<String> ids =
                writer.ticks()
                        .map(ServerSentEvent::id)
                        .map(Objects::requireNonNull)
                        .collectList()
                        .block(LIMIT);
        assertThat(ids).containsExactly("n0", "n1", "n2");
    }

    @Test
    void healthMetricsAndTheApiDocumentAreOpen() throws Exception {
        assertThat(get("/health/ready").body()).contains("UP");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains("service=\"tiny-service\"")
                .contains("jvm_memory");
        String document = get("/v3/api-docs").body();
        assertThat(document)
                .contains("\"openapi\":\"3.1")
                .contains("/v1/orders")
                .contains("int64")
                .contains("bearer");
    }

    @Test
    void theLeaderIsOneAndAnotherFollowsWhenItGoes() {
        var one = service.getBean(dev.pylon.kit.lease.LeaderLease.class);
        var two = replica.getBean(dev.pylon.kit.lease.LeaderLease.class);
        List<String> leaders = java.util.Collections.synchronizedList(new ArrayList<>());
        var first =
                one.whileLeading(
                                "x",
                                () ->
                                        Mono.fromRunnable(() -> leaders.add("one"))
                                                .then(Mono.never()))
                        .subscribe();
        org.awaitility.Awaitility.await().until(() -> leaders.size() == 1);
        var second =
                two.whileLeading(
                                "x",
                                () ->
                                        Mono.fromRunnable(() -> leaders.add("two"))
                                                .then(Mono.never()))
                        .subscribe();
        first.dispose();

        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> leaders.size() == 2);
        assertThat(leaders).containsExactly("one", "two");
        second.dispose();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(answer.body())
                .contains("\"type\":\"urn:pylon:problem:" + code + "\"")
                .contains("\"detail\":");
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(
            String path, @org.jspecify.annotations.Nullable String key, String body)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String urlOf(ConfigurableApplicationContext context) {
        return "http://127.0.0.1:"
                + context.getBean(Environment.class).getProperty("local.server.port");
    }

    private static String entry(String id, String secret, String scopes) {
        return """
        - id: %s
          sha256: %s
          account: account-%s
          scopes: %s
        """
                .formatted(
                        id,
                        Hex.encode(Hashes.sha256(secret.getBytes(StandardCharsets.UTF_8))),
                        id,
                        scopes);
    }
}
