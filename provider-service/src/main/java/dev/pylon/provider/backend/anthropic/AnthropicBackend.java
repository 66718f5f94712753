package dev.pylon.provider.backend.anthropic;

import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.backend.http.ApiKey;
import dev.pylon.provider.backend.http.Json;
import dev.pylon.provider.backend.http.ModelServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Claude by Anthropic's Messages API. Each answer costs its seller money, so that only models are
 * offered that were named to be.
 */
final class AnthropicBackend implements InferenceBackend {
    private static final String VERSION = "2023-06-01";
    private static final Duration WHILE_THERE = Duration.ofMinutes(5);
    private static final Duration WHILE_MISSING = Duration.ofSeconds(30);

    private final ModelServer server;
    private final List<String> offered;
    private final int maxTokens;
    private final Mono<Availability> listed;

    AnthropicBackend(String url, ApiKey key, List<String> offered, int maxTokens) {
        this.server = new ModelServer("claude", url, key, AnthropicBackend::authenticate);
        this.offered = List.copyOf(offered);
        this.maxTokens = maxTokens;
        this.listed =
                server.get("/v1/models?limit=1000")
                        .map(this::available)
                        .onErrorResume(failure -> Mono.just(server.unavailable(failure)))
                        .cache(
                                seen ->
                                        seen instanceof Availability.Available
                                                ? WHILE_THERE
                                                : WHILE_MISSING,
                                failure -> Duration.ZERO,
                                () -> Duration.ZERO);
    }

    private static void authenticate(HttpHeaders headers, String key) {
        headers.set("x-api-key", key);
        headers.set("anthropic-version", VERSION);
    }

    @Override
    public String name() {
        return "claude";
    }

    /** Asks Anthropic only now and then: it is far away, and counts. */
    @Override
    public Mono<Availability> probe() {
        return server.hasKey()
                .flatMap(there -> {
                    if (!there) {
                        return Mono.just(new Availability.Unavailable(server.missingKey()));
                    }
                    return offered.isEmpty()
                            ? Mono.just(
                                    new Availability.Unavailable(
                                            "there is an API key, but no model to sell: name some"
                                                    + " under pylon.provider.backends.anthropic"
                                                    + ".models"))
                            : listed;
                });
    }

    @Override
    public Flux<Chunk> run(WorkOrder order) {
        return server.post("/v1/messages", body(order), MessageAnswer::in);
    }

    /** {@code max_tokens} is required; newer models take temperature or top_p, but not both. */
    private Map<String, Object> body(WorkOrder order) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", order.model());
        body.put("max_tokens", Math.min(order.maxTokens().orElse((long) maxTokens), maxTokens));
        body.put("messages", List.of(Map.of("role", "user", "content", order.prompt())));
        body.put("stream", true);
        order.number("temperature")
                .ifPresentOrElse(
                        value -> body.put("temperature", Math.clamp(value, 0.0, 1.0)),
                        () -> order.number("top_p").ifPresent(value -> body.put("top_p", value)));
        order.whole("top_k").ifPresent(value -> body.put("top_k", value));
        return body;
    }

    private Availability available(String answer) {
        List<String> models = new ArrayList<>();
        for (JsonNode model : Json.read(answer).path("data")) {
            String id = model.path("id").asString("");
            if (offered.contains(id)) {
                models.add(id);
            }
        }
        return models.isEmpty()
                ? new Availability.Unavailable("Anthropic lists no model of " + offered)
                : new Availability.Available(models, false);
    }
}
