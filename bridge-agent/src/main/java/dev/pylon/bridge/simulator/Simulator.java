package dev.pylon.bridge.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks the model process's HTTP API and has no model; everything it says is called simulated.
 * Started with the port as its argument; ends when its standard input does, so that it never
 * outlives the agent.
 *
 * <p>Environment: {@code PYLON_SIMULATOR_WORD_DELAY_MS} between two words (10). With {@code
 * PYLON_SIMULATOR_DIRECTIVES=true}, prompts that contain {@code [[fail]]}, {@code [[unavailable]]},
 * {@code [[cut]]}, {@code [[hang]]} or {@code [[crash]]} make it do so.
 */
public final class Simulator {
    /** The model's name, wherever it is shown. */
    public static final String MODEL = "simulated";

    private static final int MAX_BODY = 1024 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final long wordDelay;
    private final boolean directives;

    private Simulator(Map<String, String> environment) {
        this.wordDelay =
                Long.parseLong(environment.getOrDefault("PYLON_SIMULATOR_WORD_DELAY_MS", "10"));
        this.directives =
                Boolean.parseBoolean(
                        environment.getOrDefault("PYLON_SIMULATOR_DIRECTIVES", "false"));
    }

    public static void main(String... arguments) throws IOException {
        try {
            serve(arguments);
        } catch (BindException taken) {
            System.out.println("port " + arguments[0] + " is taken by another process");
            System.exit(5);
        }
    }

    private static void serve(String... arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: simulator PORT");
            System.exit(2);
        }
        Simulator simulator = new Simulator(System.getenv());
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
                        0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/health",
                exchange ->
                        json(
                                exchange,
                                200,
                                Map.of(
                                        "status",
                                        "ok",
                                        "model_available",
                                        true,
                                        "version",
                                        "0.1.0",
                                        "platform",
                                        MODEL)));
        server.createContext(
                "/v1/models",
                exchange ->
                        json(
                                exchange,
                                200,
                                Map.of(
                                        "object",
                                        "list",
                                        "data",
                                        List.of(
                                                Map.of(
                                                        "id",
                                                        MODEL,
                                                        "object",
                                                        "model",
                                                        "created",
                                                        0,
                                                        "owned_by",
                                                        "pylon-simulator")))));
        server.createContext("/v1/chat/completions", simulator::complete);
        server.createContext(
                "/", exchange -> error(exchange, 404, "invalid_request", "there is no such path"));
        server.start();
        System.out.println("simulator ready on port " + arguments[0]);
        while (System.in.read() >= 0) {
            continue;
        }
        System.exit(0);
    }

    private void complete(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
            JsonNode request;
            try {
                request = JSON.readTree(body);
            } catch (JacksonException e) {
                error(exchange, 400, "invalid_request", "the body is not JSON");
                return;
            }
            JsonNode messages = request.path("messages");
            if (body.length > MAX_BODY || !messages.isArray() || messages.isEmpty()) {
                error(
                        exchange,
                        400,
                        "invalid_request",
                        "messages must be a list with at least one message");
                return;
            }
            String model = request.path("model").asString(MODEL);
            if (!model.equals(MODEL)) {
                error(
                        exchange,
                        400,
                        "invalid_request",
                        "there is no model '" + model + "', only '" + MODEL + "'");
                return;
            }
            answer(
                    exchange,
                    messages.get(messages.size() - 1).path("content").asString(""),
                    request.path("stream").asBoolean(false));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, String prompt, boolean stream)
            throws IOException, InterruptedException {
        if (directives && prompt.contains("[[fail]]")) {
            error(exchange, 500, "request_failed", "the simulator was told to fail");
            return;
        }
        if (directives && prompt.contains("[[unavailable]]")) {
            error(exchange, 503, "model_unavailable", "the simulator was told to be unavailable");
            return;
        }
        if (directives && prompt.contains("[[crash]]")) {
            Runtime.getRuntime().halt(3);
        }
        if (directives && prompt.contains("[[hang]]")) {
            Thread.sleep(TimeUnit.HOURS.toMillis(1));
        }
        String text = SimulatedText.answer(prompt);
        String[] words = text.split("(?<=\\s)");
        if (stream) {
            stream(
                    exchange,
                    words,
                    directives && prompt.contains("[[cut]]") ? words.length / 2 : words.length);
            return;
        }
        Thread.sleep(wordDelay * words.length);
        json(
                exchange,
                200,
                Map.of(
                        "id",
                        "simulated-1",
                        "object",
                        "chat.completion",
                        "model",
                        MODEL,
                        "choices",
                        List.of(
                                Map.of(
                                        "index",
                                        0,
                                        "message",
                                        Map.of("role", "assistant", "content", text),
                                        "finish_reason",
                                        "stop")),
                        "usage",
                        Map.of(
                                "prompt_tokens",
                                prompt.split("\\s+").length,
                                "completion_tokens",
                                words.length)));
    }

    private void stream(HttpExchange exchange, String[] words, int upTo)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (int i = 0; i < upTo; i++) {
            chunk(out, Map.of("content", words[i]), null);
            Thread.sleep(wordDelay);
        }
        if (upTo == words.length) {
            chunk(out, Map.of(), "stop");
            out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private static void chunk(
            OutputStream out,
            Map<String, Object> delta,
            @org.jspecify.annotations.Nullable String finish)
            throws IOException {
        Map<String, Object> choice = new java.util.LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("delta", delta);
        if (finish != null) {
            choice.put("finish_reason", finish);
        }
        String event =
                JSON.writeValueAsString(
                        Map.of(
                                "id",
                                "simulated-1",
                                "object",
                                "chat.completion.chunk",
                                "model",
                                MODEL,
                                "choices",
                                List.of(choice)));
        out.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void error(HttpExchange exchange, int status, String code, String message)
            throws IOException {
        json(
                exchange,
                status,
                Map.of("error", Map.of("message", message, "type", code, "code", code)));
    }

    private static void json(HttpExchange exchange, int status, Object document)
            throws IOException {
        byte[] body = JSON.writeValueAsBytes(document);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
