package dev.pylon.provider.backend.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.provider.backend.AdapterContract;
import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.BackendFailure.Cause;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.ScriptedServer;
import dev.pylon.provider.backend.ScriptedServer.Script;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.backend.http.ApiKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnthropicBackendTest extends AdapterContract {
    private static final String SONNET = "claude-sonnet-4-5-20250929";

    @Override
    protected InferenceBackend backend(String url) {
        return backend(url, new ApiKey(null, "KEY", name -> KEY), SONNET);
    }

    @Override
    protected String line() {
        return "POST /v1/messages";
    }

    @Override
    protected String folder() {
        return "anthropic";
    }

    @Override
    protected Script garbageInTheMiddle() {
        return ScriptedServer.answer(
                "200 OK",
                "text/event-stream",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":"
                        + "{\"type\":\"text_delta\",\"text\":\"The\"}}\n\n"
                        + "event: content_block_delta\ndata: {\"type\n\n");
    }

    @Test
    void sendsKeyVersionAndALimitOfTokens() {
        server.on(line(), recorded("answer"));

        backend(server.url())
                .run(new WorkOrder(SONNET, "Why?", Map.of("temperature", "1.5", "top_p", "0.9")))
                .blockLast(LIMIT);

        ScriptedServer.Request request = server.requests().getFirst();
        assertThat(request.head())
                .containsIgnoringCase("x-api-key: " + KEY)
                .containsIgnoringCase("anthropic-version: 2023-06-01");
        assertThat(request.body())
                .contains("\"max_tokens\":700", "\"temperature\":1.0")
                .doesNotContain("top_p");
    }

    @Test
    void nobodyGetsMoreTokensThanTheSellerPaysFor() {
        server.on(line(), recorded("answer"));

        backend(server.url())
                .run(new WorkOrder(SONNET, "Why?", Map.of("max_tokens", "100000")))
                .blockLast(LIMIT);

        assertThat(server.requests().getFirst().body()).contains("\"max_tokens\":700");
    }

    @Test
    void whatItSaysInsteadOfAnAnswerIsToldApart() {
        fails(recorded("overloaded"), Cause.OVERLOADED);
        fails(recorded("overloaded-in-the-middle"), Cause.OVERLOADED);
        fails(recorded("refusal"), Cause.REFUSED);
        fails(recorded("no-key"), Cause.MODEL_UNAVAILABLE);
    }

    @Test
    void onlyModelsThatWereNamedAreOffered() {
        server.on("GET /v1/models?limit=1000", recorded("models"));

        assertThat(backend(server.url()).probe().block(LIMIT))
                .isEqualTo(new Availability.Available(List.of(SONNET), false));
        assertThat(backend(server.url(), new ApiKey(null, "KEY", name -> KEY)).probe().block(LIMIT))
                .isEqualTo(
                        new Availability.Unavailable(
                                "there is an API key, but no model to sell: name some under"
                                        + " pylon.provider.backends.anthropic.models"));
    }

    @Test
    void saysThatThereIsNoKeyAndAsksNobody() {
        assertThat(
                        backend(
                                        server.url(),
                                        new ApiKey(null, "ANTHROPIC_API_KEY", name -> null),
                                        SONNET)
                                .probe()
                                .block(LIMIT))
                .isEqualTo(
                        new Availability.Unavailable("no API key: ANTHROPIC_API_KEY is not set"));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void asksForItsModelsOnlyNowAndThen() {
        server.on("GET /v1/models?limit=1000", recorded("models"));
        InferenceBackend backend = backend(server.url());

        for (int i = 0; i < 5; i++) {
            assertThat(backend.probe().block(LIMIT)).isInstanceOf(Availability.Available.class);
        }

        assertThat(server.requests()).hasSize(1);
    }

    private static AnthropicBackend backend(String url, ApiKey key, String... offered) {
        return new AnthropicBackend(url, key, List.of(offered), 700);
    }
}
