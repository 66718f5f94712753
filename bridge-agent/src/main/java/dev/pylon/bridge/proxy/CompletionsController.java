package dev.pylon.bridge.proxy;

import dev.pylon.bridge.BridgeSettings;
import dev.pylon.bridge.process.ModelProcess;
import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import io.netty.channel.ChannelOption;
import io.netty.handler.timeout.ReadTimeoutException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Forwards models and completions as they are, piece by piece; who goes away ends the work behind.
 */
@Tag(name = "openai", description = "The model process's API, as OpenAI has it")
@RestController
class CompletionsController implements DisposableBean {
    private final ConnectionProvider connections;
    private final ModelProcess process;
    private final CompletionSlots slots;
    private final OpenAiErrors errors;
    private final Duration silenceLimit;
    private final WebClient client;

    CompletionsController(
            ModelProcess process,
            CompletionSlots slots,
            OpenAiErrors errors,
            BridgeSettings settings) {
        this.process = process;
        this.slots = slots;
        this.errors = errors;
        this.silenceLimit = settings.completions().silenceLimit();
        this.connections =
                ConnectionProvider.builder("model-process")
                        .maxConnections(settings.completions().maxConcurrent() + 8)
                        .maxIdleTime(Duration.ofSeconds(15))
                        .build();
        this.client =
                WebClient.builder()
                        .baseUrl("http://127.0.0.1:" + settings.port())
                        .clientConnector(
                                new ReactorClientHttpConnector(
                                        HttpClient.create(connections)
                                                .responseTimeout(silenceLimit)
                                                .option(
                                                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                                        2_000)))
                        .build();
    }

    @Override
    public void destroy() {
        connections.dispose();
    }

    @Operation(
            operationId = "listBridgeModels",
            summary = "Models",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:read"))
    @ApiResponse(
            responseCode = "200",
            description = "As OpenAI has it",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(type = "object")))
    @GetMapping("/v1/models")
    Mono<Void> models(ServerWebExchange exchange) {
        return Callers.require(Scope.JOBS_READ)
                .then(forward(exchange, client.get().uri("/v1/models")));
    }

    @Operation(
            operationId = "createChatCompletion",
            summary = "A chat completion; a stream of server-sent events if the body says stream",
            description =
                    "Body and answers, errors too, are OpenAI's. 429 if too many run and wait.",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:write"),
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(type = "object"))))
    @ApiResponse(
            responseCode = "200",
            description = "As OpenAI has it",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(type = "object")))
    @PostMapping(value = "/v1/chat/completions", consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<Void> completions(@RequestBody byte[] body, ServerWebExchange exchange) {
        return Callers.require(Scope.JOBS_WRITE)
                .then(
                        slots.within(
                                forward(
                                        exchange,
                                        client.method(HttpMethod.POST)
                                                .uri("/v1/chat/completions")
                                                .contentType(MediaType.APPLICATION_JSON)
                                                .bodyValue(body))))
                .onErrorResume(
                        CompletionSlots.Refused.class,
                        tooMany ->
                                errors.write(
                                        exchange,
                                        HttpStatus.TOO_MANY_REQUESTS,
                                        "too_many_requests",
                                        tooMany.getMessage() + ""));
    }

    private Mono<Void> forward(
            ServerWebExchange exchange, WebClient.RequestHeadersSpec<?> request) {
        return Mono.defer(() ->
                        process.isReady()
                                ? request.exchangeToMono(answer -> passOn(exchange, answer))
                                : unavailable(
                                        exchange,
                                        "the model process is not ready: " + process.reason()))
                .onErrorResume(
                        broken -> !exchange.getResponse().isCommitted(),
                        broken ->
                                NestedExceptionUtils.getMostSpecificCause(broken)
                                                instanceof ReadTimeoutException
                                        ? silent(exchange)
                                        : unavailable(
                                                exchange, "the model process does not answer"));
    }

    private Mono<Void> silent(ServerWebExchange exchange) {
        return errors.write(
                exchange,
                HttpStatus.INTERNAL_SERVER_ERROR,
                "request_failed",
                "the model process said nothing for " + silenceLimit.toSeconds() + " s");
    }

    private Mono<Void> passOn(ServerWebExchange exchange, ClientResponse answer) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(answer.statusCode());
        answer.headers()
                .contentType()
                .ifPresent(type -> response.getHeaders().setContentType(type));
        Flux<DataBuffer> pieces = answer.bodyToFlux(DataBuffer.class);
        return response.writeAndFlushWith(pieces.map(Mono::just));
    }

    private Mono<Void> unavailable(ServerWebExchange exchange, String why) {
        return errors.write(exchange, HttpStatus.SERVICE_UNAVAILABLE, "model_unavailable", why);
    }
}
