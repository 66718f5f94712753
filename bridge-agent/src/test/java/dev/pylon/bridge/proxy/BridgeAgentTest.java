package dev.pylon.bridge.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.bridge.process.ScriptedModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forwarded, with real child processes. */
class BridgeAgentTest {
    private static final String DIRECTIVES =
            "--pylon.bridge.environment.PYLON_SIMULATOR_DIRECTIVES=true";

    @TempDir private Path folder;

    @Test
    void theSimulatorBecomesReadyAndCallsItselfSimulated() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder)) {
            BridgeStatus status = agent.await(BridgeState.READY);

            assertThat(status.simulated()).isTrue();
            assertThat(status.ready()).isTrue();
            assertThat(status.searched()).contains(folder.resolve("bin/foundation-bridge") + "");
            assertThat(agent.send(agent.request("/v1/models").build()).body())
                    .contains("\"simulated\"");
        }
    }

    @Test
    void completionsArePassedOnWholeAndInPieces() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder)) {
            agent.await(BridgeState.READY);

            HttpResponse<String> whole = agent.complete(RunningAgent.prompt("Why?"));
            HttpResponse<String> stream =
                    agent.complete(
                            "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}");

            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(whole.body()).contains("[simulated]").contains("Why?");
            assertThat(stream.headers().firstValue("content-type").orElse(""))
                    .startsWith("text/event-stream");
            assertThat(stream.body().split("data: ")).hasSizeGreaterThan(10);
            assertThat(stream.body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void theFirstPieceArrivesLongBeforeTheLast() throws Exception {
        try (RunningAgent agent =
                new RunningAgent(
                        folder, "--pylon.bridge.environment.PYLON_SIMULATOR_WORD_DELAY_MS=100")) {
            agent.await(BridgeState.READY);
            HttpRequest request =
                    agent.completion("{\"stream\":true,\"messages\":[{\"content\":\"Why?\"}]}");

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
    }

    @Test
    void theProcesssErrorsComeThroughAsTheyAre() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder, DIRECTIVES)) {
            agent.await(BridgeState.READY);

            assertError(agent.complete("{\"messages\":[]}"), 400, "invalid_request");
            assertError(agent.complete(RunningAgent.prompt("[[fail]]")), 500, "request_failed");
            assertError(
                    agent.complete(RunningAgent.prompt("[[unavailable]]")),
                    503,
                    "model_unavailable");
        }
    }

    @Test
    void withoutAModelNothingIsForwardedAndTheReasonIsTold() throws Exception {
        try (RunningAgent agent =
                new RunningAgent(
                        folder,
                        "--pylon.bridge.environment.PYLON_SIMULATOR_UNAVAILABLE=model_not_ready")) {
            agent.await(BridgeState.DEGRADED);

            HttpResponse<String> answer = agent.complete(RunningAgent.prompt("Why?"));

            assertError(answer, 503, "model_unavailable");
            assertThat(answer.body()).contains("perhaps still downloading");
        }
    }

    @Test
    void withoutAKeyNothingIsPassedOn() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder)) {
            agent.await(BridgeState.READY);

            HttpResponse<String> answer =
                    agent.send(
                            HttpRequest.newBuilder(URI.create(agent.url() + "/v1/models")).build());

            assertThat(answer.statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aCrashInMidAnswerIsSeenByTheCallerAndFollowedByARestart() throws Exception {
        try (RunningAgent agent =
                new RunningAgent(
                        folder, "--pylon.bridge.command=" + ScriptedModel.command("healthy"))) {
            long first = Objects.requireNonNull(agent.await(BridgeState.READY).pid());

            try (InputStream answer = agent.stream()) {
                assertThat(answer.read()).isEqualTo('d');
                ProcessHandle.of(first).orElseThrow().destroyForcibly();
                assertThatThrownBy(answer::readAllBytes).isInstanceOf(IOException.class);
            }

            Awaitility.await()
                    .atMost(RunningAgent.LIMIT)
                    .until(() -> agent.status().restarts() > 0);
            assertThat(agent.await(BridgeState.READY).pid()).isNotEqualTo(first);
        }
    }

    @Test
    void aCrashBeforeTheAnswerIsAnErrorThatSaysSo() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder, DIRECTIVES)) {
            agent.await(BridgeState.READY);

            assertError(agent.complete(RunningAgent.prompt("[[crash]]")), 503, "model_unavailable");
        }
    }

    @Test
    void theProcessEndsWithTheAgent() throws Exception {
        ProcessHandle child;
        try (RunningAgent agent = new RunningAgent(folder)) {
            child =
                    ProcessHandle.of(Objects.requireNonNull(agent.await(BridgeState.READY).pid()))
                            .orElseThrow();
        }

        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void whoGoesAwayEndsTheWorkBehindAndLeavesRoom() throws Exception {
        try (RunningAgent agent =
                new RunningAgent(
                        folder, "--pylon.bridge.command=" + ScriptedModel.command("healthy"))) {
            agent.await(BridgeState.READY);

            try (InputStream answer = agent.stream()) {
                assertThat(answer.read()).isEqualTo('d');
                assertThat(agent.status().completions().running()).isEqualTo(1);
                assertThat(agent.log()).content().doesNotContain("went away");
            }

            Awaitility.await()
                    .atMost(RunningAgent.LIMIT)
                    .untilAsserted(() -> {
                        assertThat(agent.log()).content().contains("the caller went away");
                        assertThat(agent.status().completions().running()).isZero();
                    });
        }
    }

    @Test
    void largePromptsArriveWholeAndTooLargeOnesAreAProblem() throws Exception {
        try (RunningAgent agent =
                new RunningAgent(
                        folder, "--pylon.bridge.environment.PYLON_SIMULATOR_WORD_DELAY_MS=0")) {
            agent.await(BridgeState.READY);
            String large = "word ".repeat(150_000) + "end";

            HttpResponse<String> whole = agent.complete(RunningAgent.prompt(large));
            HttpResponse<String> tooLarge =
                    agent.complete(RunningAgent.prompt("x".repeat(3 * 1024 * 1024)));

            assertThat(whole.body()).contains("(150001 words)");
            assertThat(tooLarge.statusCode()).isEqualTo(413);
            assertThat(tooLarge.headers().firstValue("content-type"))
                    .contains("application/problem+json");
        }
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"error\"").contains("\"code\":\"" + code + "\"");
    }
}
