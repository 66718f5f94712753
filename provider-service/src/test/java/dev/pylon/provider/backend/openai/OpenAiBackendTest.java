package dev.pylon.provider.backend.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** An OpenAI-compatible server that answers as real ones do, and as broken ones do. */
class OpenAiBackendTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final WireMockServer SERVER = new WireMockServer(options().dynamicPort());

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @AfterEach
    void reset() {
        SERVER.resetAll();
    }

    @Test
    void passesOnTheTextAsItComesAndTheEnd() {
        answer(
                stream(
                        delta("The "),
                        delta("sky"),
                        "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
                        "[DONE]"));

        StepVerifier.create(
                        backend()
                                .run(
                                        order(
                                                Map.of(
                                                        "max_tokens",
                                                        "50",
                                                        "temperature",
                                                        "0.5",
                                                        "nonsense",
                                                        "x"))))
                .expectNext(
                        new Chunk.Text("The "), new Chunk.Text("sky"), new Chunk.Finished("stop"))
                .expectComplete()
                .verify(LIMIT);
        SERVER.verify(
                postRequestedFor(urlEqualTo("/v1/chat/completions"))
                        .withHeader("Authorization", equalTo("Bearer key"))
                        .withRequestBody(matchingJsonPath("$.stream", equalTo("true")))
                        .withRequestBody(matchingJsonPath("$.max_tokens", equalTo("50")))
                        .withRequestBody(
                                matchingJsonPath("$.messages[0].content", equalTo("Why?"))));
    }

    @Test
    void understandsAnAnswerThatIsNotAStream() {
        answer(
                okJson(
                        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Rayleigh\"}}]}"));

        StepVerifier.create(backend().run(order(Map.of())))
                .expectNext(new Chunk.Text("Rayleigh"), new Chunk.Finished("stop"))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void anAnswerThatBreaksOffIsAFailureAndNoResult() {
        answer(stream(delta("The ")));

        StepVerifier.create(backend().run(order(Map.of())))
                .expectNext(new Chunk.Text("The "))
                .expectErrorSatisfies(failure -> assertKind(failure, Cause.CUT_OFF))
                .verify(LIMIT);
    }

    @Test
    void eachRefusalIsToldApart() {
        expect(json(429, "rate_limit_exceeded", "slow down"), Cause.OVERLOADED);
        expect(json(503, "model_unavailable", "not loaded"), Cause.MODEL_UNAVAILABLE);
        expect(json(404, "model_not_found", "no such model"), Cause.MODEL_UNAVAILABLE);
        expect(json(500, "request_failed", "boom"), Cause.FAILED);
        expect(json(400, "context_length_exceeded", "too long"), Cause.CONTEXT_TOO_LONG);
        expect(json(400, "invalid_request", "bad"), Cause.REFUSED);
        expect(aResponse().withStatus(401), Cause.MODEL_UNAVAILABLE);
        expect(aResponse().withStatus(500).withBody("<html>no json</html>"), Cause.FAILED);
    }

    @Test
    void garbageIsNotTakenForText() {
        expect(stream("this is not json"), Cause.GARBAGE);
        expect(okJson("{\"choices\":[]}"), Cause.GARBAGE);
        expect(stream("{\"error\":{\"message\":\"died in mid stream\"}}"), Cause.FAILED);
    }

    @Test
    void aBrokenConnectionIsUnreachable() {
        expect(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), Cause.UNREACHABLE);
        StepVerifier.create(backend("http://127.0.0.1:1", List.of()).run(order(Map.of())))
                .expectErrorSatisfies(failure -> assertKind(failure, Cause.UNREACHABLE))
                .verify(LIMIT);
    }

    @Test
    void itsModelsAreThoseItHasAndWeOffer() {
        SERVER.stubFor(
                get("/v1/models")
                        .willReturn(
                                okJson("{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"no\":1}]}")));

        assertThat(backend().probe().block(LIMIT))
                .isEqualTo(new Availability.Available(List.of("a", "b"), false));
        assertThat(backend(SERVER.baseUrl(), List.of("b")).probe().block(LIMIT))
                .isEqualTo(new Availability.Available(List.of("b"), false));
        assertThat(backend(SERVER.baseUrl(), List.of("z")).probe().block(LIMIT))
                .isInstanceOf(Availability.Unavailable.class);
        assertThat(backend("http://127.0.0.1:1", List.of()).probe().block(LIMIT))
                .isInstanceOf(Availability.Unavailable.class);
    }

    private void expect(ResponseDefinitionBuilder answer, Cause cause) {
        SERVER.resetAll();
        answer(answer);
        StepVerifier.create(backend().run(order(Map.of())))
                .expectErrorSatisfies(failure -> assertKind(failure, cause))
                .verify(LIMIT);
    }

    private static void assertKind(Throwable failure, Cause cause) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        BackendFailure.class,
                        known -> {
                            assertThat(known.kind()).isEqualTo(cause);
                            assertThat(known.getMessage()).isNotBlank();
                        });
    }

    private static void answer(ResponseDefinitionBuilder answer) {
        SERVER.stubFor(post("/v1/chat/completions").willReturn(answer));
    }

    private static ResponseDefinitionBuilder stream(String... events) {
        StringBuilder body = new StringBuilder();
        for (String event : events) {
            body.append("data: ").append(event).append("\n\n");
        }
        return aResponse()
                .withHeader("Content-Type", "text/event-stream")
                .withBody(body.toString());
    }

    private static ResponseDefinitionBuilder json(int status, String code, String message) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(
                        "{\"error\":{\"message\":\""
                                + message
                                + "\",\"type\":\""
                                + code
                                + "\",\"code\":\""
                                + code
                                + "\"}}");
    }

    private static String delta(String text) {
        return "{\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}";
    }

    private static WorkOrder order(Map<String, String> parameters) {
        return new WorkOrder("a", "Why?", parameters);
    }

    private static OpenAiBackend backend(String url, List<String> offered) {
        return new OpenAiBackend(
                "test",
                new ModelServer(
                        "test", url, new ApiKey(null, "KEY", name -> "key"), ModelServer.BEARER),
                offered);
    }

    private static OpenAiBackend backend() {
        return backend(SERVER.baseUrl(), List.of());
    }
}
