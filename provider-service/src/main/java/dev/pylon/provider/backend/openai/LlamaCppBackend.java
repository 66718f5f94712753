package dev.pylon.provider.backend.openai;

import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.backend.http.Json;
import dev.pylon.provider.backend.http.ModelServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * llama.cpp's server. It is told from others at the same port by the owner that it gives its
 * models, it says whether its model is loaded yet, and it calls a model by its file, of which only
 * the name is shown to others.
 */
final class LlamaCppBackend implements InferenceBackend {
    private static final String OWNER = "llamacpp";

    private final ModelServer server;
    private final OpenAiBackend completions;
    private final List<String> offered;
    private volatile Map<String, String> idsByName = Map.of();

    LlamaCppBackend(ModelServer server, List<String> offered) {
        this.server = server;
        this.offered = List.copyOf(offered);
        this.completions = new OpenAiBackend("llama.cpp", server, List.of());
    }

    @Override
    public String name() {
        return completions.name();
    }

    @Override
    public Mono<Availability> probe() {
        return server.hasKey()
                .flatMap(there ->
                        there
                                ? server.get("/health")
                                        .then(server.get("/v1/models"))
                                        .map(this::available)
                                : Mono.just(new Availability.Unavailable(server.missingKey())))
                .onErrorResume(failure -> Mono.just(server.unavailable(failure)));
    }

    @Override
    public Flux<Chunk> run(WorkOrder order) {
        return completions.run(
                order.withModel(idsByName.getOrDefault(order.model(), order.model())));
    }

    private Availability available(String answer) {
        Map<String, String> found = new LinkedHashMap<>();
        boolean ours = false;
        for (JsonNode model : Json.read(answer).path("data")) {
            String id = model.path("id").asString("");
            String shown = shown(id);
            ours |= model.path("owned_by").asString("").equals(OWNER);
            if (!shown.isBlank() && (offered.isEmpty() || offered.contains(shown))) {
                found.put(shown, id);
            }
        }
        if (!ours) {
            return new Availability.Unavailable("what answers there is not llama.cpp's server");
        }
        idsByName = Map.copyOf(found);
        return found.isEmpty()
                ? new Availability.Unavailable("the server has no model of " + offered)
                : new Availability.Available(List.copyOf(found.keySet()), false);
    }

    /** A file's name without folder and ending: where it lies on our disk is nobody's business. */
    private static String shown(String id) {
        String file = id.substring(Math.max(id.lastIndexOf('/'), id.lastIndexOf('\\')) + 1);
        return file.endsWith(".gguf")
                ? file.substring(0, file.length() - ".gguf".length())
                : id.startsWith("/") ? file : id;
    }
}
