package dev.pylon.provider.backend.openai;

import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.backend.http.Json;
import dev.pylon.provider.backend.http.ModelServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Any server that speaks OpenAI's chat completions, with streaming. */
public final class OpenAiBackend implements InferenceBackend {
    private final String name;
    private final ModelServer server;
    private final List<String> offered;

    /**
     * @param offered the models to offer; all that the server has if empty
     */
    public OpenAiBackend(String name, ModelServer server, List<String> offered) {
        this.name = name;
        this.server = server;
        this.offered = List.copyOf(offered);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Mono<Availability> probe() {
        return server.hasKey()
                .flatMap(there ->
                        there
                                ? server.get("/v1/models").map(this::available)
                                : Mono.just(new Availability.Unavailable(server.missingKey())))
                .onErrorResume(failure -> Mono.just(server.unavailable(failure)));
    }

    @Override
    public Flux<Chunk> run(WorkOrder order) {
        return server.post("/v1/chat/completions", body(order), ChatAnswer::in);
    }

    /** What it is called with; parameters of the job that the API knows go with it. */
    private static Map<String, Object> body(WorkOrder order) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", order.model());
        body.put("messages", List.of(Map.of("role", "user", "content", order.prompt())));
        body.put("stream", true);
        for (String number :
                List.of("temperature", "top_p", "frequency_penalty", "presence_penalty")) {
            order.number(number).ifPresent(value -> body.put(number, value));
        }
        order.maxTokens().ifPresent(value -> body.put("max_tokens", value));
        for (String whole : List.of("top_k", "seed")) {
            order.whole(whole).ifPresent(value -> body.put(whole, value));
        }
        return body;
    }

    private Availability available(String answer) {
        List<String> models = new ArrayList<>();
        Json.read(answer)
                .path("data")
                .forEach(model -> {
                    String id = model.path("id").asString("");
                    if (!id.isBlank() && (offered.isEmpty() || offered.contains(id))) {
                        models.add(id);
                    }
                });
        return models.isEmpty()
                ? new Availability.Unavailable(
                        "the server has no model" + (offered.isEmpty() ? "" : " of " + offered))
                : new Availability.Available(models, false);
    }
}
