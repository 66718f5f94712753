package dev.pylon.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server of OpenAI's chat completions whose model takes no time to think, so that what is
 * measured is Pylon.
 */
final class InstantModel implements AutoCloseable {
    static final String NAME = "instant";

    private static final String MODELS =
            "{\"object\":\"list\",\"data\":[{\"id\":\"" + NAME + "\",\"object\":\"model\"}]}";
    private static final String ANSWER = chunk("{\"content\":\"Forty-two.\"}", "null");
    private static final String END = chunk("{}", "\"stop\"") + "data: [DONE]\n\n";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private InstantModel(HttpServer server) {
        this.server = server;
    }

    /**
     * Serves on 127.0.0.1.
     *
     * @param port 0 for any that is free
     */
    static InstantModel start(int port) throws IOException {
        // Else Nagle's algorithm holds the answer back until a delayed acknowledgement: 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        InstantModel model =
                new InstantModel(
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        model.server.createContext(
                "/v1/models", exchange -> answer(exchange, "application/json", MODELS));
        model.server.createContext(
                "/v1/chat/completions",
                exchange -> answer(exchange, "text/event-stream", ANSWER + END));
        model.server.setExecutor(model.threads);
        model.server.start();
        return model;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String chunk(String delta, String finishReason) {
        return "data: {\"object\":\"chat.completion.chunk\",\"model\":\""
                + NAME
                + "\",\"choices\":[{\"index\":0,\"delta\":"
                + delta
                + ",\"finish_reason\":"
                + finishReason
                + "}]}\n\n";
    }
}
