package dev.pylon.bridge.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.bridge.BridgeState;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many completions at a time, and how long each may be silent. */
class CompletionLimitsTest {
    private static final String DIRECTIVES =
            "--pylon.bridge.environment.PYLON_SIMULATOR_DIRECTIVES=true";

    @TempDir private Path folder;

    @Test
    void whatWaitsComesNextAndWhatFindsNoRoomIsRefused() throws Exception {
        try (RunningAgent agent =
                new RunningAgent(
                        folder,
                        "--pylon.bridge.environment.PYLON_SIMULATOR_WORD_DELAY_MS=40",
                        "--pylon.bridge.completions.max-concurrent=1",
                        "--pylon.bridge.completions.max-waiting=1",
                        "--pylon.bridge.completions.wait-limit=20s")) {
            agent.await(BridgeState.READY);
            try (InputStream running = agent.stream()) {
                assertThat(running.read()).isEqualTo('d');
                CompletableFuture<HttpResponse<String>> waiting =
                        HttpClient.newHttpClient()
                                .sendAsync(
                                        agent.completion(RunningAgent.prompt("Next?")),
                                        HttpResponse.BodyHandlers.ofString());
                Awaitility.await()
                        .atMost(RunningAgent.LIMIT)
                        .until(() -> agent.status().completions().waiting() == 1);

                HttpResponse<String> refused = agent.complete(RunningAgent.prompt("Why?"));

                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.headers().firstValue("Retry-After")).contains("1");
                assertThat(refused.body()).contains("\"code\":\"too_many_requests\"");
                assertThat(new String(running.readAllBytes())).endsWith("[DONE]\n\n");
                assertThat(waiting.get().body()).contains("Next?");
                assertThat(agent.status().completions().refused()).isEqualTo(1);
                Awaitility.await()
                        .atMost(RunningAgent.LIMIT)
                        .until(() -> agent.status().completions().running() == 0);
            }
        }
    }

    @Test
    void whatWaitsTooLongIsRefused() throws Exception {
        try (RunningAgent agent =
                new RunningAgent(
                        folder,
                        DIRECTIVES,
                        "--pylon.bridge.completions.max-concurrent=1",
                        "--pylon.bridge.completions.wait-limit=200ms")) {
            agent.await(BridgeState.READY);
            CompletableFuture<HttpResponse<String>> hanging =
                    HttpClient.newHttpClient()
                            .sendAsync(
                                    agent.completion(RunningAgent.prompt("[[hang]]")),
                                    HttpResponse.BodyHandlers.ofString());
            Awaitility.await()
                    .atMost(RunningAgent.LIMIT)
                    .until(() -> agent.status().completions().running() == 1);

            HttpResponse<String> refused = agent.complete(RunningAgent.prompt("Why?"));

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).contains("within 200 ms");
            Awaitility.await()
                    .atMost(RunningAgent.LIMIT)
                    .until(() -> agent.status().completions().waiting() == 0);
            hanging.cancel(true);
        }
    }

    @Test
    void aCompletionThatHangsIsAnErrorAndLeavesRoom() throws Exception {
        try (RunningAgent agent =
                new RunningAgent(
                        folder,
                        DIRECTIVES,
                        "--pylon.bridge.completions.max-concurrent=1",
                        "--pylon.bridge.completions.silence-limit=2s")) {
            agent.await(BridgeState.READY);

            HttpResponse<String> hung = agent.complete(RunningAgent.prompt("[[hang]]"));

            assertThat(hung.statusCode()).isEqualTo(500);
            assertThat(hung.body()).contains("request_failed").contains("said nothing for 2 s");
            assertThat(agent.complete(RunningAgent.prompt("Why?")).statusCode()).isEqualTo(200);
        }
    }
}
