package dev.pylon.bridgetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.bridge.BridgeAgentApplication;
import dev.pylon.bridge.process.ScriptedModel;
import dev.pylon.kit.app.ServiceApp;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import java.io.IOException;
import java.io.InputStream;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The agent with real child processes: the simulator, and shell scripts that misbehave. */
class BridgeAgentTest {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    @TempDir private Path folder;

    private ConfigurableApplicationContext agent;
    private String url;
    private int port;

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    @Test
    void theSimulatorBecomesReadyAndCallsItselfSimulated() throws Exception {
        start();

        BridgeStatus status = await(BridgeState.READY);

        assertThat(status.simulated()).isTrue();
        assertThat(status.pid()).isNotNull();
        assertThat(send("/v1/models", null).body()).contains("\"simulated\"");
        assertThat(Files.readString(folder.resolve("process.log"))).contains("simulator ready");
    }

    @Test
    void completionsArePassedOnWholeAndInPieces() throws Exception {
        start();
        await(BridgeState.READY);

        HttpResponse<String> whole =
                send(
                        "/v1/chat/completions",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}");
        HttpResponse<String> stream =
                send(
                        "/v1/chat/completions",
                        "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}");

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).contains("[simulated]").contains("Why?");
        assertThat(stream.headers().firstValue("content-type").orElse(""))
                .startsWith("text/event-stream");
        assertThat(stream.body().split("data: ")).hasSizeGreaterThan(10);
        assertThat(stream.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void theFirstPieceArrivesLongBeforeTheLast() throws Exception {
        start("--pylon.bridge.environment.PYLON_SIMULATOR_WORD_DELAY_MS=100");
        await(BridgeState.READY);
        HttpRequest request =
                request(
                        "/v1/chat/completions",
                        "{\"stream\":true,\"messages\":[{\"content\":\"Why?\"}]}");

        long begun = System.nanoTime();
        try (var lines =
                HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            List<Long> times = new ArrayList<>();
            lines.filter(line -> line.startsWith("data:"))
                    .forEach(line -> times.add(System.nanoTime() - begun));
            assertThat(times.getFirst() * 3).isLessThan(times.getLast());
        }
    }

    @Test
    void theProcesssErrorsComeThroughAsTheyAre() throws Exception {
        start("--pylon.bridge.environment.PYLON_SIMULATOR_DIRECTIVES=true");
        await(BridgeState.READY);

        assertError(send("/v1/chat/completions", "{\"messages\":[]}"), 400, "invalid_request");
        assertError(
                send("/v1/chat/completions", "{\"messages\":[{\"content\":\"[[fail]]\"}]}"),
                500,
                "request_failed");
        assertError(
                send("/v1/chat/completions", "{\"messages\":[{\"content\":\"[[unavailable]]\"}]}"),
                503,
                "model_unavailable");
    }

    @Test
    void withoutAKeyNothingIsPassedOn() throws Exception {
        start();
        await(BridgeState.READY);

        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(url + "/v1/models")).build(),
                                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void aCrashIsFollowedByARestart() throws Exception {
        start("--pylon.bridge.environment.PYLON_SIMULATOR_DIRECTIVES=true");
        long first = Objects.requireNonNull(await(BridgeState.READY).pid());

        send("/v1/chat/completions", "{\"messages\":[{\"content\":\"[[crash]]\"}]}");

        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> {
                    BridgeStatus status = status();
                    assertThat(status.state()).isEqualTo(BridgeState.READY);
                    assertThat(status.pid()).isNotNull().isNotEqualTo(first);
                    assertThat(status.restarts()).isPositive();
                });
    }

    @Test
    void theProcessEndsWithTheAgent() {
        start();
        ProcessHandle child =
                ProcessHandle.of(Objects.requireNonNull(await(BridgeState.READY).pid()))
                        .orElseThrow();

        agent.close();
        agent = null;

        Awaitility.await().atMost(LIMIT).until(() -> !child.isAlive());
    }

    @Test
    void aTakenPortIsNamedAndNobodyElsesProcessIsTakenForOurs() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            start("--pylon.bridge.port=" + stranger.getLocalPort());

            BridgeStatus status = await(BridgeState.FAILED);

            assertThat(status.reason()).contains(Integer.toString(stranger.getLocalPort()));
            assertThat(status.pid()).isNull();
        }
        await(BridgeState.READY);
    }

    @Test
    void aProcessThatFloodsItsOutputIsDrainedAndItsLogIsBounded() throws IOException {
        Path script =
                script(
                        "i=0; while [ $i -lt 60000 ]; do echo 'a line of output that nobody reads'; i=$((i+1)); done; echo finished; exit 7");

        start(
                "--pylon.bridge.command=" + script,
                "--pylon.bridge.max-log-bytes=100000",
                "--pylon.bridge.min-backoff=5m");

        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(status().reason()).contains("status 7"));
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(folder.resolve("process.log")).content().endsWith("finished\n"));
        assertThat(Files.size(folder.resolve("process.log"))).isLessThan(200_000);
    }

    @Test
    void aProcessThatNeverAnswersIsGivenUpAndTriedAgain() throws IOException {
        start("--pylon.bridge.command=" + script("sleep 60"), "--pylon.bridge.start-limit=300ms");

        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> {
                    assertThat(status().restarts()).isPositive();
                    assertThat(status().simulated()).isFalse();
                });
    }

    @Test
    void whoGoesAwayEndsTheWorkBehind() throws Exception {
        start("--pylon.bridge.command=" + ScriptedModel.command("healthy"));
        await(BridgeState.READY);
        Path log = folder.resolve("process.log");

        try (InputStream answer = stream()) {
            assertThat(answer.read()).isEqualTo('d');
            assertThat(log).content().doesNotContain("went away");
        }

        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(log).content().contains("the caller went away"));
    }

    @Test
    void aCrashInMidAnswerIsSeenByTheCallerAndFollowedByARestart() throws Exception {
        start("--pylon.bridge.command=" + ScriptedModel.command("healthy"));
        long first = Objects.requireNonNull(await(BridgeState.READY).pid());

        try (InputStream answer = stream()) {
            assertThat(answer.read()).isEqualTo('d');
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            assertThatThrownBy(answer::readAllBytes).isInstanceOf(IOException.class);
        }

        Awaitility.await().atMost(LIMIT).until(() -> status().restarts() > 0);
        assertThat(await(BridgeState.READY).pid()).isNotEqualTo(first);
    }

    @Test
    void largePromptsArriveWholeAndTooLargeOnesAreAProblem() throws Exception {
        start("--pylon.bridge.environment.PYLON_SIMULATOR_WORD_DELAY_MS=0");
        await(BridgeState.READY);
        String large = "word ".repeat(150_000) + "end";

        HttpResponse<String> whole = send("/v1/chat/completions", prompt(large));
        HttpResponse<String> tooLarge =
                send("/v1/chat/completions", prompt("x".repeat(3 * 1024 * 1024)));

        assertThat(whole.body()).contains("(150001 words)");
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        assertThat(tooLarge.headers().firstValue("content-type"))
                .contains("application/problem+json");
    }

    private static String prompt(String text) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private InputStream stream() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        request("/v1/chat/completions", "{\"stream\":true}"),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    private Path script(String text) throws IOException {
        Path script = folder.resolve("model.sh");
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        script.toFile().setExecutable(true);
        return script;
    }

    private void start(String... more) {
        port = freePort();
        try {
            Path keys = folder.resolve("keys.yml");
            Files.writeString(
                    keys,
                    """
                    - id: test
                      sha256: %s
                      account: provider
                      scopes: ["jobs:read", "jobs:write"]
                    """
                            .formatted(
                                    Hex.encode(
                                            Hashes.sha256(
                                                    "secret".getBytes(StandardCharsets.UTF_8)))));
            List<String> arguments =
                    new ArrayList<>(
                            List.of(
                                    "--server.port=0",
                                    "--pylon.api-keys-file=" + keys,
                                    "--pylon.bridge.log-file=" + folder.resolve("process.log")));
            if (List.of(more).stream()
                    .noneMatch(option -> option.startsWith("--pylon.bridge.port"))) {
                arguments.add("--pylon.bridge.port=" + port);
            }
            arguments.addAll(List.of(more));
            agent =
                    ServiceApp.run(
                            BridgeAgentApplication.class,
                            "bridge-agent",
                            arguments.toArray(String[]::new));
            url = "http://127.0.0.1:" + agent.getEnvironment().getProperty("local.server.port");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private BridgeStatus await(BridgeState state) {
        Awaitility.await().atMost(LIMIT).until(() -> status().state() == state);
        return status();
    }

    private BridgeStatus status() {
        return Objects.requireNonNull(
                ServiceClients.create(BridgeApi.class, url, "secret", LIMIT).status().block(LIMIT));
    }

    private HttpRequest request(String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Authorization", "Bearer secret");
        if (body != null) {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return request.build();
    }

    private HttpResponse<String> send(String path, String body)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request(path, body), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"error\"").contains("\"code\":\"" + code + "\"");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
