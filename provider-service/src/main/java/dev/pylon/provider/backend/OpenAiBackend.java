package dev.pylon.provider.backend;

import dev.pylon.provider.backend.BackendFailure.Cause;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any server that speaks OpenAI's chat completions, with streaming. */
class OpenAiBackend implements InferenceBackend {
    private static final String DONE = "[DONE]";
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(4);
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(60);
    private static final int MAX_BODY = 1024 * 1024;
    private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENTS =
            new ParameterizedTypeReference<>() {};

    private final String name;
    private final WebClient client;
    private final Duration firstTextLimit;
    private final List<String> offered;
    private final JsonMapper json = JsonMapper.builder().build();

    OpenAiBackend(
            String name,
            String url,
            @Nullable String apiKey,
            List<String> offered,
            Duration firstTextLimit) {
        this.name = name;
        this.offered = List.copyOf(offered);
        this.firstTextLimit = firstTextLimit;
        HttpClient netty =
                HttpClient.create(
                                ConnectionProvider.builder("backend-" + name)
                                        .maxConnections(64)
                                        .maxIdleTime(Duration.ofSeconds(20))
                                        .build())
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 3_000);
        WebClient.Builder builder =
                WebClient.builder()
                        .baseUrl(url)
                        .clientConnector(new ReactorClientHttpConnector(netty))
                        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_BODY));
        if (apiKey != null) {
            builder.defaultHeaders(headers -> headers.setBearerAuth(apiKey));
        }
        client = builder.build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Mono<Availability> probe() {
        return client.get()
                .uri("/v1/models")
                .exchangeToMono(this::models)
                .timeout(PROBE_LIMIT)
                .map(this::available)
                .onErrorResume(failure ->
                        Mono.just(
                                new Availability.Unavailable(
                                        translate(failure).getMessage() + "")));
    }

    @Override
    public Flux<Chunk> run(WorkOrder order) {
        return client.post()
                .uri("/v1/chat/completions")
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.TEXT_EVENT_STREAM)
                .bodyValue(json.writeValueAsString(body(order)))
                .exchangeToFlux(response ->
                        response.statusCode().is2xxSuccessful()
                                ? answer(response)
                                : refusal(response).flatMapMany(Flux::error))
                .timeout(Mono.delay(firstTextLimit), chunk -> Mono.delay(IDLE_LIMIT))
                .onErrorMap(OpenAiBackend::translate);
    }

    /** What it is called with; parameters of the job that the API knows go with it. */
    private static Map<String, Object> body(WorkOrder order) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", order.model());
        body.put("messages", List.of(Map.of("role", "user", "content", order.prompt())));
        body.put("stream", true);
        for (String number :
                List.of("temperature", "top_p", "frequency_penalty", "presence_penalty")) {
            parsed(order, number, Double::valueOf).ifPresent(value -> body.put(number, value));
        }
        for (String whole : List.of("max_tokens", "top_k", "seed")) {
            parsed(order, whole, Long::valueOf).ifPresent(value -> body.put(whole, value));
        }
        return body;
    }

    private static java.util.Optional<Object> parsed(
            WorkOrder order, String name, java.util.function.Function<String, Object> parser) {
        String text = order.parameters().get(name);
        if (text == null) {
            return java.util.Optional.empty();
        }
        try {
            return java.util.Optional.of(parser.apply(text.strip()));
        } catch (NumberFormatException notANumber) {
            return java.util.Optional.empty();
        }
    }

    private Flux<Chunk> answer(ClientResponse response) {
        boolean stream =
                response.headers()
                        .contentType()
                        .filter(MediaType.TEXT_EVENT_STREAM::isCompatibleWith)
                        .isPresent();
        if (!stream) {
            return response.bodyToMono(String.class).flatMapIterable(this::wholeAnswer);
        }
        // Every chunk that the server sends is one; the end is told apart from a broken connection
        // by [DONE] or a
        // finish_reason.
        return response.bodyToFlux(EVENTS)
                .mapNotNull(ServerSentEvent::data)
                .concatMapIterable(this::parts)
                .concatWith(Mono.just(new Chunk.Finished("")))
                .scan(new Progress(false, null), Progress::next)
                .mapNotNull(Progress::emitted)
                .takeUntil(Chunk.Finished.class::isInstance);
    }

    /** Lets through what comes, and turns an end that nobody announced into a failure. */
    private record Progress(boolean announced, @Nullable Chunk emitted) {
        Progress next(Chunk chunk) {
            if (!(chunk instanceof Chunk.Finished finished)) {
                return new Progress(announced, chunk);
            }
            if (finished.reason().isEmpty() && !announced) {
                throw new BackendFailure(
                        Cause.CUT_OFF, "The model's answer broke off in the middle.");
            }
            return new Progress(true, chunk);
        }
    }

    private List<Chunk> parts(String data) {
        if (data.strip().equals(DONE)) {
            return List.of(new Chunk.Finished("stop"));
        }
        JsonNode event = read(data);
        if (event.has("error")) {
            throw failure(500, event.get("error"));
        }
        List<Chunk> chunks = new ArrayList<>();
        JsonNode choice = event.path("choices").path(0);
        String text = choice.path("delta").path("content").asString("");
        if (!text.isEmpty()) {
            chunks.add(new Chunk.Text(text));
        }
        String reason = choice.path("finish_reason").asString("");
        if (!reason.isEmpty()) {
            chunks.add(new Chunk.Finished(reason));
        }
        return chunks;
    }

    private List<Chunk> wholeAnswer(String body) {
        JsonNode choice = read(body).path("choices").path(0);
        JsonNode content = choice.path("message").path("content");
        if (!content.isString()) {
            throw new BackendFailure(
                    Cause.GARBAGE, "The model's server gave an answer without text.");
        }
        return List.of(new Chunk.Text(content.stringValue()), new Chunk.Finished("stop"));
    }

    private JsonNode read(String body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            throw new BackendFailure(
                    Cause.GARBAGE, "The model's server gave an answer that is not JSON.");
        }
    }

    private Mono<List<String>> models(ClientResponse response) {
        if (!response.statusCode().is2xxSuccessful()) {
            return refusal(response).flatMap(Mono::error);
        }
        return response.bodyToMono(String.class)
                .map(body -> {
                    List<String> names = new ArrayList<>();
                    read(body)
                            .path("data")
                            .forEach(model -> {
                                String id = model.path("id").asString("");
                                if (!id.isBlank() && (offered.isEmpty() || offered.contains(id))) {
                                    names.add(id);
                                }
                            });
                    return names;
                });
    }

    private Availability available(List<String> models) {
        return models.isEmpty()
                ? new Availability.Unavailable(
                        "the server has no model" + (offered.isEmpty() ? "" : " of " + offered))
                : new Availability.Available(models, false);
    }

    private Mono<BackendFailure> refusal(ClientResponse response) {
        int status = response.statusCode().value();
        return response.bodyToMono(String.class)
                .defaultIfEmpty("")
                .onErrorReturn("")
                .map(body -> {
                    try {
                        return failure(
                                status, json.readTree(body.isBlank() ? "{}" : body).path("error"));
                    } catch (JacksonException notJson) {
                        return failure(status, json.createObjectNode());
                    }
                });
    }

    private static BackendFailure failure(int status, JsonNode error) {
        String said = error.isString() ? error.stringValue() : error.path("message").asString("");
        String code = error.path("code").asString("") + " " + error.path("type").asString("");
        String sentence =
                said.isBlank() ? "" : ": " + said.substring(0, Math.min(said.length(), 300));
        if (code.contains("context_length")
                || said.contains("context length")
                || said.contains("context window")) {
            return new BackendFailure(
                    Cause.CONTEXT_TOO_LONG, "The prompt is too long for the model" + sentence);
        }
        return switch (status) {
            case 400, 413, 422 ->
                    new BackendFailure(
                            Cause.REFUSED, "The model's server refused the request" + sentence);
            case 401, 403 ->
                    new BackendFailure(
                            Cause.MODEL_UNAVAILABLE, "The model's server refused our API key");
            case 404, 503 ->
                    new BackendFailure(
                            Cause.MODEL_UNAVAILABLE, "The model is not available" + sentence);
            case 429 ->
                    new BackendFailure(
                            Cause.OVERLOADED, "The model's server has too much to do" + sentence);
            default ->
                    new BackendFailure(
                            Cause.FAILED,
                            "The model's server failed (HTTP " + status + ")" + sentence);
        };
    }

    private static BackendFailure translate(Throwable thrown) {
        Throwable failure = Exceptions.unwrap(thrown);
        return switch (failure) {
            case BackendFailure known -> known;
            case TimeoutException slow ->
                    new BackendFailure(Cause.TIMED_OUT, "The model did not answer in time.");
            case WebClientException unreachable ->
                    new BackendFailure(
                            Cause.UNREACHABLE,
                            "The model's server can't be reached, or the connection broke.");
            case java.io.IOException broken ->
                    new BackendFailure(
                            Cause.CUT_OFF, "The connection to the model's server broke.");
            default ->
                    new BackendFailure(
                            Cause.GARBAGE,
                            "The model's server gave an answer that can't be understood ("
                                    + failure.getClass().getSimpleName()
                                    + ").");
        };
    }
}
