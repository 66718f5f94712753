package dev.pylon.provider.backend.ollama;

import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.backend.http.Endings;
import dev.pylon.provider.backend.http.Json;
import dev.pylon.provider.backend.http.ModelServer;
import dev.pylon.provider.backend.http.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Ollama by its own API: {@code /api/tags} for what it has, {@code /api/chat} for answers. */
final class OllamaBackend implements InferenceBackend {
    private final ModelServer server;
    private final List<String> offered;

    OllamaBackend(ModelServer server, List<String> offered) {
        this.server = server;
        this.offered = List.copyOf(offered);
    }

    @Override
    public String name() {
        return "ollama";
    }

    @Override
    public Mono<Availability> probe() {
        return server.get("/api/tags")
                .map(this::available)
                .onErrorResume(failure -> Mono.just(server.unavailable(failure)));
    }

    @Override
    public Flux<Chunk> run(WorkOrder order) {
        return server.post(
                "/api/chat",
                body(order),
                reply -> Endings.required(reply.lines().concatMapIterable(OllamaBackend::parts)));
    }

    /** {@code truncate} false: a prompt that is too long shall be refused, not quietly cut. */
    private static Map<String, Object> body(WorkOrder order) {
        Map<String, Object> options = new LinkedHashMap<>();
        for (String number :
                List.of("temperature", "top_p", "frequency_penalty", "presence_penalty")) {
            order.number(number).ifPresent(value -> options.put(number, value));
        }
        for (String whole : List.of("top_k", "seed")) {
            order.whole(whole).ifPresent(value -> options.put(whole, value));
        }
        order.maxTokens().ifPresent(value -> options.put("num_predict", value));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", order.model());
        body.put("messages", List.of(Map.of("role", "user", "content", order.prompt())));
        body.put("stream", true);
        body.put("truncate", false);
        body.put("options", options);
        return body;
    }

    private static List<Chunk> parts(String line) {
        if (line.isBlank()) {
            return List.of();
        }
        if (!line.endsWith("\n") && !line.stripTrailing().endsWith("}")) {
            return List.of(); // the rest of this line never came
        }
        JsonNode node = Json.read(line);
        if (node.has("error")) {
            throw Refusal.inTheMiddle(node.get("error")).failure();
        }
        List<Chunk> chunks = new ArrayList<>();
        String text = node.path("message").path("content").asString("");
        if (!text.isEmpty()) {
            chunks.add(new Chunk.Text(text));
        }
        if (node.path("done").asBoolean(false)) {
            chunks.add(new Chunk.Finished(node.path("done_reason").asString("stop")));
        }
        return chunks;
    }

    private Availability available(String answer) {
        List<String> models = new ArrayList<>();
        for (JsonNode model : Json.read(answer).path("models")) {
            String name = model.path("name").asString("");
            boolean wanted = offered.isEmpty() ? answersInText(model) : offered.contains(name);
            if (!name.isBlank() && wanted) {
                models.add(name);
            }
        }
        return models.isEmpty()
                ? new Availability.Unavailable(
                        offered.isEmpty()
                                ? "it has no model that answers in text; try: ollama pull llama3.2"
                                : "it has no model of " + offered)
                : new Availability.Available(models, false);
    }

    /** Models that only make embeddings are of a family of BERT's. */
    private static boolean answersInText(JsonNode model) {
        return !model.path("details").path("family").asString("").contains("bert");
    }
}
