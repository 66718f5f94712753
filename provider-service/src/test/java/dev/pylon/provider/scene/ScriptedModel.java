package dev.pylon.provider.scene;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** An OpenAI-compatible server with one model, {@code llama}, that says what it is told to. */
public final class ScriptedModel implements AutoCloseable {
    private final JsonMapper json = JsonMapper.builder().build();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final DisposableServer server;
    private volatile Supplier<Flux<String>> answer = () -> Flux.just("Because", ".");
    private volatile int status = 200;

    public ScriptedModel() {
        server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .route(routes ->
                                routes.get("/v1/models", this::models)
                                        .post("/v1/chat/completions", this::complete))
                        .bindNow();
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** The parts of what it says, for each call anew. */
    public void answer(Supplier<Flux<String>> next) {
        answer = next;
    }

    public void answer(String text) {
        answer(() -> Flux.just(text));
    }

    /** Answers with this status, and no text. */
    public void failWith(int httpStatus) {
        status = httpStatus;
    }

    public int calls() {
        return calls.get();
    }

    /** How many answers were no longer wanted before they ended. */
    public int cancelled() {
        return cancelled.get();
    }

    public void reset() {
        status = 200;
        answer(() -> Flux.just("Because", "."));
        calls.set(0);
        cancelled.set(0);
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(5));
    }

    private Publisher<Void> models(HttpServerRequest request, HttpServerResponse response) {
        return response.header("Content-Type", "application/json")
                .sendString(Mono.just("{\"data\":[{\"id\":\"llama\"}]}"));
    }

    private Publisher<Void> complete(HttpServerRequest request, HttpServerResponse response) {
        calls.incrementAndGet();
        if (status != 200) {
            return response.status(status).send();
        }
        Flux<String> events =
                answer.get()
                        .doOnCancel(cancelled::incrementAndGet)
                        .map(text -> "data: " + json.writeValueAsString(chunk(text)) + "\n\n")
                        .concatWithValues("data: [DONE]\n\n");
        return request.receive().then().thenMany(response.sse().sendString(events));
    }

    private static Map<String, Object> chunk(String text) {
        return Map.of(
                "choices", java.util.List.of(Map.of("delta", Map.of("content", text), "index", 0)));
    }
}
