package dev.pylon.bridge.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Answers as OpenAI's API has them. */
final class Replies {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private Replies() {}

    static void json(HttpExchange exchange, int status, Object document) throws IOException {
        byte[] body = JSON.writeValueAsBytes(document);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    static void error(HttpExchange exchange, int status, String code, String message)
            throws IOException {
        json(
                exchange,
                status,
                Map.of("error", Map.of("message", message, "type", code, "code", code)));
    }

    static Map<String, Object> completion(
            String text, String finish, int promptTokens, int completionTokens) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("message", Map.of("role", "assistant", "content", text));
        choice.put("finish_reason", finish);
        Map<String, Object> document = named("chat.completion", choice);
        document.put(
                "usage",
                Map.of(
                        "prompt_tokens",
                        promptTokens,
                        "completion_tokens",
                        completionTokens,
                        "total_tokens",
                        promptTokens + completionTokens));
        return document;
    }

    /** One event of a stream. */
    static void chunk(OutputStream out, Map<String, Object> delta, @Nullable String finish)
            throws IOException {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("delta", delta);
        choice.put("finish_reason", finish);
        event(out, JSON.writeValueAsString(named("chat.completion.chunk", choice)));
    }

    static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static Map<String, Object> named(String object, Map<String, Object> choice) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", "simulated-1");
        document.put("object", object);
        document.put("created", System.currentTimeMillis() / 1000);
        document.put("model", Simulator.MODEL);
        document.put("choices", List.of(choice));
        return document;
    }
}
