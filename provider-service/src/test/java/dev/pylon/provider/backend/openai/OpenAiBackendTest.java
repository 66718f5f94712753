package dev.pylon.provider.backend.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.provider.backend.AdapterContract;
import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.BackendFailure.Cause;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.ScriptedServer;
import dev.pylon.provider.backend.ScriptedServer.Script;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.backend.http.ApiKey;
import dev.pylon.provider.backend.http.ModelServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An OpenAI-compatible server that answers as real ones do, and as broken ones do. */
class OpenAiBackendTest extends AdapterContract {
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
        return "openai";
    }

    @Override
    protected Script garbageInTheMiddle() {
        return ScriptedServer.answer(
                "200 OK",
                "text/event-stream",
                "data: {\"choices\":[{\"delta\":{\"content\":\"The\"}}]}\n\ndata: {\"choi\n\n");
    }

    @Test
    void sendsTheKeyAndTheParametersThatItKnows() {
        server.on(line(), recorded("answer"));
        Map<String, String> parameters =
                Map.of("max_tokens", "50", "temperature", "0.5", "top_k", "x", "nonsense", "1");

        backend(server.url()).run(new WorkOrder("m", "Why?", parameters)).blockLast(LIMIT);

        ScriptedServer.Request request = server.requests().getFirst();
        assertThat(request.head()).containsIgnoringCase("Authorization: Bearer " + KEY);
        assertThat(request.body())
                .startsWith("{\"model\":\"m\"")
                .contains("\"max_tokens\":50", "\"temperature\":0.5")
                .doesNotContain("top_k", "nonsense");
    }

    @Test
    void understandsAnAnswerThatIsNotAStream() {
        server.on(
                line(),
                ScriptedServer.answer(
                        "200 OK",
                        "application/json",
                        "{\"choices\":[{\"message\":{\"content\":\"Rayleigh\"}}]}"));

        assertThat(backend(server.url()).run(order()).collectList().block(LIMIT))
                .containsExactly(new Chunk.Text("Rayleigh"), new Chunk.Finished("stop"));
    }

    @Test
    void anAccountThatIsUsedUpAndAFilteredAnswerAreToldApart() {
        fails(recorded("quota"), Cause.MODEL_UNAVAILABLE);
        fails(recorded("filtered"), Cause.REFUSED);
        fails(recorded("no-key"), Cause.MODEL_UNAVAILABLE);
    }

    @Test
    void itsModelsAreThoseItHasAndWeOffer() {
        server.on("GET /v1/models", recorded("models"));

        assertThat(backend(server.url()).probe().block(LIMIT))
                .isEqualTo(new Availability.Available(List.of("gpt-4o-mini", "gpt-4o"), false));
        assertThat(backend(server.url(), List.of("gpt-4o")).probe().block(LIMIT))
                .isEqualTo(new Availability.Available(List.of("gpt-4o"), false));
        assertThat(backend(server.url(), List.of("gpt-9")).probe().block(LIMIT))
                .isEqualTo(new Availability.Unavailable("the server has no model of [gpt-9]"));
    }

    @Test
    void saysWhyItCantBeUsed() {
        server.on("GET /v1/models", recorded("no-key"));
        assertThat(backend(server.url()).probe().block(LIMIT))
                .isEqualTo(new Availability.Unavailable("The model's server refused our API key."));

        ApiKey unset = new ApiKey(null, "OTHER_KEY", name -> null);
        ModelServer keyless = new ModelServer("x", server.url(), unset, ModelServer.BEARER);
        assertThat(new OpenAiBackend("x", keyless, List.of()).probe().block(LIMIT))
                .isEqualTo(new Availability.Unavailable("no API key: OTHER_KEY is not set"));
    }

    private static OpenAiBackend backend(String url, List<String> offered) {
        ApiKey key = new ApiKey(null, "KEY", name -> KEY);
        return new OpenAiBackend(
                "test", new ModelServer("test", url, key, ModelServer.BEARER), offered);
    }
}
