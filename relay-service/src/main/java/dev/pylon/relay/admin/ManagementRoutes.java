package dev.pylon.relay.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** NIP-86's door at {@code /}, and the settings at {@code /api/settings}. */
public final class ManagementRoutes {
    private static final Logger log = LoggerFactory.getLogger(ManagementRoutes.class);
    private static final MediaType RPC = MediaType.parseMediaType("application/nostr+json+rpc");

    private final Administrators administrators;
    private final Management management;
    private final LiveSettings settings;
    private final JsonMapper json;

    /** A method call as it comes. */
    record Call(@Nullable String method, @Nullable List<Object> params) {}

    public ManagementRoutes(
            Administrators administrators,
            Management management,
            LiveSettings settings,
            JsonMapper json) {
        this.administrators = administrators;
        this.management = management;
        this.settings = settings;
        this.json = json;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .POST("/", RequestPredicates.contentType(RPC), this::rpc)
                .GET("/api/settings", this::changed)
                .PATCH("/api/settings", this::change)
                .build();
    }

    private Mono<ServerResponse> rpc(ServerRequest request) {
        return body(request)
                .flatMap(body ->
                        administrators
                                .require(request.exchange(), body)
                                .then(Mono.defer(() -> call(body))))
                .flatMap(answer ->
                        ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue(json.writeValueAsBytes(answer)));
    }

    private Mono<Map<String, Object>> call(byte[] body) {
        return Mono.defer(
                        () -> {
                            Call call = json.readValue(body, Call.class);
                            log.atInfo()
                                    .addKeyValue("method", String.valueOf(call.method))
                                    .log("The administrator called a method");
                            return management.call(
                                    String.valueOf(call.method),
                                    call.params == null ? List.of() : call.params);
                        })
                .map(ManagementRoutes::result)
                .onErrorResume(ManagementRoutes::isCallersFault, e -> Mono.just(error(e)));
    }

    private Mono<ServerResponse> changed(ServerRequest request) {
        return administrators
                .require(request.exchange(), new byte[0])
                .then(settings.changed())
                .flatMap(all -> ServerResponse.ok().bodyValue(all));
    }

    private Mono<ServerResponse> change(ServerRequest request) {
        return body(request)
                .flatMap(body ->
                        administrators
                                .require(request.exchange(), body)
                                .then(Mono.defer(() -> settings.change(values(body)))))
                .flatMap(all -> ServerResponse.ok().bodyValue(all))
                .onErrorResume(
                        ManagementRoutes::isCallersFault,
                        e -> ServerResponse.status(HttpStatus.BAD_REQUEST).bodyValue(error(e)));
    }

    private Map<String, Optional<String>> values(byte[] body) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        json.readValue(body, new TypeReference<LinkedHashMap<String, Object>>() {})
                .forEach((name, value) ->
                        values.put(name, Optional.ofNullable(value).map(ManagementRoutes::text)));
        return values;
    }

    /** As the configuration has it, where a list may be written in one line. */
    private static String text(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : value.toString();
    }

    private static Mono<byte[]> body(ServerRequest request) {
        return request.bodyToMono(byte[].class).defaultIfEmpty(new byte[0]);
    }

    private static boolean isCallersFault(Throwable error) {
        return error instanceof IllegalArgumentException
                || error instanceof JacksonException
                || error instanceof LiveSettings.NotChangeable;
    }

    private static Map<String, Object> result(Object result) {
        return Map.of("result", result);
    }

    private static Map<String, Object> error(Throwable error) {
        return Map.of("error", String.valueOf(error.getMessage()));
    }
}
