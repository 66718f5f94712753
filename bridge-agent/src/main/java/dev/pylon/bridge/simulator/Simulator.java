package dev.pylon.bridge.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * Speaks the model process's HTTP API and has no model; everything it says is called simulated.
 * Started with the port as its argument; ends when its standard input does, so that it never
 * outlives the agent.
 *
 * <p>Environment: {@code PYLON_BRIDGE_NONCE} is repeated in a header of {@code /health}; {@code
 * PYLON_SIMULATOR_WORD_DELAY_MS} between two words (10); {@code PYLON_SIMULATOR_UNAVAILABLE}, such
 * as {@code model_not_ready}, makes it say so and refuse completions. With {@code
 * PYLON_SIMULATOR_DIRECTIVES=true}, prompts that contain {@code [[fail]]}, {@code [[unavailable]]},
 * {@code [[cut]]}, {@code [[hang]]} or {@code [[crash]]} make it do so.
 */
public final class Simulator {
    /** The model's name, wherever it is shown. */
    public static final String MODEL = "simulated";

    private final String nonce;
    private final String unavailable;

    private Simulator(Map<String, String> environment) {
        this.nonce = environment.getOrDefault("PYLON_BRIDGE_NONCE", "");
        this.unavailable = environment.getOrDefault("PYLON_SIMULATOR_UNAVAILABLE", "");
    }

    public static void main(String... arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: simulator PORT");
            System.exit(2);
        }
        try {
            serve(Integer.parseInt(arguments[0]), System.getenv());
        } catch (BindException taken) {
            System.out.println("port " + arguments[0] + " is taken by another process");
            System.exit(5);
        }
        while (System.in.read() >= 0) {
            continue;
        }
        System.exit(0);
    }

    /** Listens on 127.0.0.1 until the server is stopped. */
    public static HttpServer serve(int port, Map<String, String> environment) throws IOException {
        Simulator simulator = new Simulator(environment);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/health", simulator::health);
        server.createContext("/v1/models", Simulator::models);
        server.createContext("/v1/chat/completions", new SimulatedCompletions(environment));
        server.createContext(
                "/",
                exchange ->
                        Replies.error(exchange, 404, "invalid_request", "there is no such path"));
        server.start();
        System.out.println("simulator ready on port " + server.getAddress().getPort());
        return server;
    }

    private void health(HttpExchange exchange) throws IOException {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", unavailable.isEmpty() ? "ok" : "degraded");
        health.put("model_available", unavailable.isEmpty());
        health.put("version", "0.1.0");
        health.put("platform", MODEL);
        if (!unavailable.isEmpty()) {
            health.put("unavailable_reason", unavailable);
        }
        if (!nonce.isEmpty()) {
            exchange.getResponseHeaders().set("X-Pylon-Bridge-Nonce", nonce);
        }
        Replies.json(exchange, 200, health);
    }

    private static void models(HttpExchange exchange) throws IOException {
        Map<String, Object> model =
                Map.of("id", MODEL, "object", "model", "created", 0, "owned_by", "pylon-simulator");
        Replies.json(exchange, 200, Map.of("object", "list", "data", List.of(model)));
    }
}
