package dev.pylon.bridge.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Answers prompts word by word, and misbehaves if it is told to. */
final class SimulatedCompletions implements HttpHandler {
    private static final int MAX_BODY = 1024 * 1024;

    private final long wordDelay;
    private final boolean directives;
    private final String unavailable;

    SimulatedCompletions(Map<String, String> environment) {
        this.wordDelay =
                Long.parseLong(environment.getOrDefault("PYLON_SIMULATOR_WORD_DELAY_MS", "10"));
        this.directives =
                Boolean.parseBoolean(
                        environment.getOrDefault("PYLON_SIMULATOR_DIRECTIVES", "false"));
        this.unavailable = environment.getOrDefault("PYLON_SIMULATOR_UNAVAILABLE", "");
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                Replies.error(
                        exchange, 405, "invalid_request", "a completion is asked for by POST");
                return;
            }
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                Replies.error(exchange, 400, "invalid_request", "the body is over 1 MiB");
                return;
            }
            CompletionRequest request;
            try {
                request = CompletionRequest.parse(body);
            } catch (IllegalArgumentException e) {
                Replies.error(exchange, 400, "invalid_request", e.getMessage() + "");
                return;
            }
            answer(exchange, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, CompletionRequest request)
            throws IOException, InterruptedException {
        String prompt = request.prompt();
        if (!unavailable.isEmpty() || told(prompt, "unavailable")) {
            Replies.error(
                    exchange, 503, "model_unavailable", "the simulator was told to be unavailable");
            return;
        }
        if (told(prompt, "fail")) {
            Replies.error(exchange, 500, "request_failed", "the simulator was told to fail");
            return;
        }
        if (told(prompt, "crash")) {
            Runtime.getRuntime().halt(3);
        }
        if (told(prompt, "hang")) {
            Thread.sleep(TimeUnit.HOURS.toMillis(1));
        }
        String[] words = SimulatedText.answer(prompt).split("(?<=\\s)");
        boolean tooMany = words.length > request.maxTokens();
        String[] said = tooMany ? Arrays.copyOf(words, request.maxTokens()) : words;
        String finish = tooMany ? "length" : "stop";
        if (request.stream()) {
            stream(exchange, said, finish, told(prompt, "cut"));
            return;
        }
        Thread.sleep(wordDelay * said.length);
        Replies.json(
                exchange,
                200,
                Replies.completion(
                        String.join("", said), finish, prompt.split("\\s+").length, said.length));
    }

    private boolean told(String prompt, String directive) {
        return directives && prompt.contains("[[" + directive + "]]");
    }

    private void stream(HttpExchange exchange, String[] words, String finish, boolean cut)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (int i = 0; i < (cut ? words.length / 2 : words.length); i++) {
            Replies.chunk(out, Map.of("content", words[i]), null);
            Thread.sleep(wordDelay);
        }
        if (!cut) {
            Replies.chunk(out, Map.of(), finish);
            Replies.event(out, "[DONE]");
        }
    }
}
