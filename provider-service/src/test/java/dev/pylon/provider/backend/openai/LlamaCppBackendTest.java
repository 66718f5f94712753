package dev.pylon.provider.backend.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.provider.backend.AdapterContract;
import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.BackendFailure.Cause;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.ScriptedServer;
import dev.pylon.provider.backend.ScriptedServer.Script;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.backend.http.ApiKey;
import dev.pylon.provider.backend.http.ModelServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** llama.cpp's server, by what a real one answered. */
class LlamaCppBackendTest extends AdapterContract {
    @Override
    protected InferenceBackend backend(String url) {
        return backend(url, List.of());
    }

    @Override
    protected String line() {
        return "POST /v1/chat/completions";
    }

    @Override
    protected String folder() {
        return "llama.cpp";
    }

    @Override
    protected String text() {
        return "p lightuu sear a";
    }

    @Override
    protected Script garbageInTheMiddle() {
        return ScriptedServer.answer("200 OK", "text/event-stream", "data: not JSON\n\n");
    }

    @Override
    protected Script tooManyRequests() {
        return ScriptedServer.recorded("openai/too-many-requests");
    }

    @Override
    protected Script notLoaded() {
        return recorded("loading");
    }

    /** What it says to a bad request, which it calls an error of its own. */
    @Override
    protected Script serverError() {
        return recorded("bad-request");
    }

    @Test
    void aKeyThatItDoesNotKnowIsToldApart() {
        fails(recorded("no-key"), Cause.MODEL_UNAVAILABLE);
    }

    @Test
    void whatItReportsInMidStreamWithAnErrorFieldIsNoEmptyAnswer() {
        assertThat(fails(recorded("context-too-long"), Cause.CONTEXT_TOO_LONG))
                .hasMessageContaining("exceeds the available context size");
    }

    @Test
    void aModelIsCalledByTheNameOfItsFile() {
        server.on("GET /health", recorded("health")).on("GET /v1/models", recorded("models"));

        assertThat(backend(server.url()).probe().block(LIMIT))
                .isEqualTo(new Availability.Available(List.of("tiny-random"), false));
    }

    @Test
    void whereTheFileLiesIsToldToTheServerOnly() {
        server.on("GET /health", recorded("health"))
                .on(
                        "GET /v1/models",
                        ScriptedServer.answer(
                                "200 OK",
                                "application/json",
                                "{\"data\":[{\"id\":\"/home/me/models/tiny.gguf\","
                                        + "\"owned_by\":\"llamacpp\"}]}"))
                .on(line(), recorded("answer"));
        InferenceBackend backend = backend(server.url());

        assertThat(backend.probe().block(LIMIT))
                .isEqualTo(new Availability.Available(List.of("tiny"), false));
        backend.run(new WorkOrder("tiny", "Why?", Map.of())).blockLast(LIMIT);

        assertThat(server.requests().getLast().body()).contains("/home/me/models/tiny.gguf");
    }

    @Test
    void saysThatItStillLoadsAndThatAnotherServerIsNotIt() {
        server.on("GET /health", recorded("loading"));
        assertThat(backend(server.url()).probe().block(LIMIT))
                .isEqualTo(
                        new Availability.Unavailable("The model is not available: Loading model"));

        server.on("GET /health", recorded("health"))
                .on("GET /v1/models", ScriptedServer.recorded("openai/models"));
        assertThat(backend(server.url()).probe().block(LIMIT))
                .isEqualTo(
                        new Availability.Unavailable(
                                "what answers there is not llama.cpp's server"));
    }

    private static LlamaCppBackend backend(String url, List<String> offered) {
        ApiKey key = new ApiKey(null, "KEY", name -> KEY);
        return new LlamaCppBackend(
                new ModelServer("llama.cpp", url, key, ModelServer.BEARER), offered);
    }
}
