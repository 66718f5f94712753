package dev.pylon.bridge.proxy;

import dev.pylon.bridge.BridgeSettings;
import dev.pylon.bridge.process.ModelProcess;
import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import io.netty.channel.ChannelOption;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

/**
 * Forwards models and completions as they are, piece by piece; who goes away ends the work behind.
 */
@Tag(name = "openai", description = "The model process's API, as OpenAI has it")
@RestController
class CompletionsController implements DisposableBean {
    private final ConnectionProvider connections =
            ConnectionProvider.builder("model-process")
                    .maxConnections(64)
                    .maxIdleTime(Duration.ofSeconds(15))
                    .build();
    private final ModelProcess process;
    private final WebClient client;
    private final JsonMapper json;

    CompletionsController(ModelProcess process, BridgeSettings settings, JsonMapper json) {
        this.process = process;
        this.json = json;
        this.client =
                WebClient.builder()
                        .baseUrl("http://127.0.0.1:" + settings.port())
                        .clientConnector(
                                new ReactorClientHttpConnector(
                                        HttpClient.create(connections)
                                                .option(
                                                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                                        2_000)))
                        .build();
    }

    @Override
    public void destroy() {
        connections.dispose();
    }

    @Operation(summary = "Models (scope jobs:read)")
    @GetMapping("/v1/models")
    Mono<Void> models(ServerWebExchange exchange) {
        return Callers.require(Scope.JOBS_READ)
                .then(forward(exchange, client.get().uri("/v1/models")));
    }

    @Operation(
            summary =
                    "A chat completion; a stream of server-sent events if the body says stream (scope jobs:write)")
    @PostMapping(value = "/v1/chat/completions", consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<Void> completions(@RequestBody byte[] body, ServerWebExchange exchange) {
        return Callers.require(Scope.JOBS_WRITE)
                .then(
                        forward(
                                exchange,
                                client.method(HttpMethod.POST)
                                        .uri("/v1/chat/completions")
                                        .contentType(MediaType.APPLICATION_JSON)
                                        .bodyValue(body)));
    }

    private Mono<Void> forward(
            ServerWebExchange exchange, WebClient.RequestHeadersSpec<?> request) {
        return Mono.defer(() ->
                        process.isReady()
                                ? request.exchangeToMono(answer -> {
                                    ServerHttpResponse response = exchange.getResponse();
                                    response.setStatusCode(answer.statusCode());
                                    answer.headers()
                                            .contentType()
                                            .ifPresent(type ->
                                                    response.getHeaders().setContentType(type));
                                    Flux<DataBuffer> pieces = answer.bodyToFlux(DataBuffer.class);
                                    return response.writeAndFlushWith(pieces.map(Mono::just));
                                })
                                : unavailable(
                                        exchange,
                                        "the model process is not ready: "
                                                + process.status().reason()))
                .onErrorResume(
                        WebClientException.class,
                        broken ->
                                exchange.getResponse().isCommitted()
                                        ? Mono.error(broken)
                                        : unavailable(
                                                exchange, "the model process does not answer"));
    }

    /** As the process itself would say it. */
    private Mono<Void> unavailable(ServerWebExchange exchange, String why) {
        ServerHttpResponse response = exchange.getResponse();
        HttpStatusCode status = HttpStatus.SERVICE_UNAVAILABLE;
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        Map<String, Object> error =
                Map.of(
                        "error",
                        Map.of(
                                "message",
                                why,
                                "type",
                                "model_unavailable",
                                "code",
                                "model_unavailable"));
        Function<String, DataBuffer> buffer =
                text -> response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
        return response.writeWith(Mono.just(buffer.apply(json.writeValueAsString(error))));
    }
}
