package dev.pylon.provider.backend.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.BackendFailure;
import dev.pylon.provider.backend.BackendFailure.Cause;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.backend.http.ApiKey;
import dev.pylon.provider.backend.http.ModelServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import reactor.test.StepVerifier;

/** The adapter against a running llama-server; docs/backends.md says how to start one for it. */
@EnabledIfEnvironmentVariable(
        named = "PYLON_LLAMA_SERVER_URL",
        matches = "http.+",
        disabledReason = "needs a running llama-server: docs/backends.md")
class RealLlamaServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final LlamaCppBackend backend =
            new LlamaCppBackend(
                    new ModelServer(
                            "llama.cpp",
                            System.getenv("PYLON_LLAMA_SERVER_URL") + "",
                            System.getenv("PYLON_LLAMA_SERVER_KEY") == null
                                    ? ApiKey.none()
                                    : new ApiKey(null, "PYLON_LLAMA_SERVER_KEY"),
                            ModelServer.BEARER),
                    List.of());

    @Test
    void itIsFoundAndAnswersAPieceAtATime() {
        String model = model();

        List<Chunk> chunks =
                Objects.requireNonNull(
                        backend.run(order(model, "why is the sky blue", 8))
                                .collectList()
                                .block(LIMIT));

        assertThat(chunks).hasSizeBetween(2, 9);
        assertThat(chunks.getFirst()).isInstanceOf(Chunk.Text.class);
        assertThat(chunks.getLast()).isInstanceOf(Chunk.Finished.class);
    }

    @Test
    void aPromptThatIsTooLongIsRefusedInWords() {
        StepVerifier.create(backend.run(order(model(), "why is the sky blue ".repeat(50_000), 8)))
                .expectErrorSatisfies(failure ->
                        assertThat(failure)
                                .isInstanceOfSatisfying(
                                        BackendFailure.class,
                                        known ->
                                                assertThat(known.kind())
                                                        .isEqualTo(Cause.CONTEXT_TOO_LONG)))
                .verify(LIMIT);
    }

    @Test
    void anAnswerNobodyListensToIsStoppedAndTheNextOneComes() {
        String model = model();
        backend.run(order(model, "the sea", 400)).take(2).blockLast(LIMIT);

        assertThat(backend.run(order(model, "the sun", 4)).blockLast(LIMIT))
                .isInstanceOf(Chunk.Finished.class);
    }

    private String model() {
        Availability seen = Objects.requireNonNull(backend.probe().block(LIMIT));
        assertThat(seen).isInstanceOf(Availability.Available.class);
        return ((Availability.Available) seen).models().getFirst();
    }

    private static WorkOrder order(String model, String prompt, int tokens) {
        return new WorkOrder(
                model,
                prompt,
                Map.of("max_tokens", tokens + "", "seed", "7", "temperature", "0.5"));
    }
}
