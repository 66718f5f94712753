package dev.pylon.provider.backend.ollama;

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

class OllamaBackendTest extends AdapterContract {
    @Override
    protected InferenceBackend backend(String url) {
        return backend(url, List.of());
    }

    @Override
    protected String line() {
        return "POST /api/chat";
    }

    @Override
    protected String folder() {
        return "ollama";
    }

    @Override
    protected Script garbageInTheMiddle() {
        return ScriptedServer.answer(
                "200 OK",
                "application/x-ndjson",
                "{\"message\":{\"content\":\"The\"},\"done\":false}\nthis is not JSON\n");
    }

    @Test
    void parametersGoUnderItsOwnNames() {
        server.on(line(), recorded("answer"));

        backend(server.url())
                .run(
                        new WorkOrder(
                                "llama3.2:latest",
                                "Why?",
                                Map.of("max_tokens", "50", "temperature", "0.5")))
                .blockLast(LIMIT);

        assertThat(server.requests().getFirst().body())
                .contains("\"options\":{\"temperature\":0.5,\"num_predict\":50}")
                .contains("\"truncate\":false");
    }

    @Test
    void whatItSaysInsteadOfAnAnswerIsToldApart() {
        fails(recorded("died"), Cause.FAILED);
        fails(recorded("busy"), Cause.OVERLOADED);
        fails(recorded("too-big"), Cause.MODEL_UNAVAILABLE);
    }

    @Test
    void modelsThatOnlyMakeEmbeddingsAreNotOffered() {
        server.on("GET /api/tags", recorded("models"));

        assertThat(backend(server.url()).probe().block(LIMIT))
                .isEqualTo(new Availability.Available(List.of("llama3.2:latest"), false));
    }

    @Test
    void saysWhyItHasNothingToOffer() {
        server.on("GET /api/tags", recorded("no-models"));
        assertThat(backend(server.url()).probe().block(LIMIT))
                .isEqualTo(
                        new Availability.Unavailable(
                                "it has no model that answers in text; try: ollama pull llama3.2"));

        server.on("GET /api/tags", recorded("models"));
        assertThat(backend(server.url(), List.of("qwen3")).probe().block(LIMIT))
                .isEqualTo(new Availability.Unavailable("it has no model of [qwen3]"));
    }

    private static OllamaBackend backend(String url, List<String> offered) {
        ApiKey key = new ApiKey(null, "KEY", name -> KEY);
        return new OllamaBackend(new ModelServer("ollama", url, key, ModelServer.BEARER), offered);
    }
}
