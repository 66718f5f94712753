package dev.pylon.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An OpenAI-compatible server with one model, which thinks for a while. */
final class SlowModel implements AutoCloseable {
    static final String NAME = "box";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private SlowModel(HttpServer server, Duration pause) {
        this.server = server;
        server.createContext(
                "/v1/models",
                exchange ->
                        answer(
                                exchange,
                                "application/json",
                                "{\"object\":\"list\",\"data\":[{\"id\":\"box\",\"object\":\"model\"}]}"));
        server.createContext(
                "/v1/chat/completions",
                exchange -> {
                    sleep(pause);
                    answer(
                            exchange,
                            "text/event-stream",
                            chunk("{\"content\":\"Forty-two.\"}", "null")
                                    + chunk("{}", "\"stop\"")
                                    + "data: [DONE]\n\n");
                });
        server.setExecutor(threads);
        server.start();
    }

    static SlowModel thinkingFor(Duration pause) {
        try {
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return new SlowModel(HttpServer.create(anyPort, 0), pause);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
        return ("data: {\"object\":\"chat.completion.chunk\",\"model\":\"%s\",\"choices\":"
                        + "[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}\n\n")
                .formatted(NAME, delta, finishReason);
    }
}
