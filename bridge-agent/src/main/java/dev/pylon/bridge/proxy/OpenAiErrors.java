package dev.pylon.bridge.proxy;

import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Errors of the agent in the words of the process's API, so that callers know one kind only. */
@Component
final class OpenAiErrors {
    private final JsonMapper json;

    OpenAiErrors(JsonMapper json) {
        this.json = json;
    }

    Mono<Void> write(ServerWebExchange exchange, HttpStatus status, String code, String message) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        if (status == HttpStatus.TOO_MANY_REQUESTS) {
            response.getHeaders().set("Retry-After", "1");
        }
        byte[] body =
                json.writeValueAsBytes(
                        Map.of("error", Map.of("message", message, "type", code, "code", code)));
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }
}
