package dev.pylon.bridge.process;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A process whose health is as its first argument says; its second is the port. Its completions
 * never end.
 */
public final class ScriptedModel {
    private ScriptedModel() {}

    public static String command(String script) {
        return String.join(
                ",",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScriptedModel.class.getName(),
                        script));
    }

    public static void main(String... arguments) throws IOException {
        String script = arguments[0];
        if (script.equals("slow-start")) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
        }
        AtomicInteger asked = new AtomicInteger();
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])),
                        0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/health",
                exchange -> {
                    int round = asked.incrementAndGet();
                    byte[] body = health(script, round).getBytes(StandardCharsets.UTF_8);
                    if (!script.equals("no-nonce")) {
                        exchange.getResponseHeaders()
                                .set(
                                        Health.NONCE_HEADER,
                                        System.getenv().getOrDefault(Health.NONCE_VARIABLE, ""));
                    }
                    if (script.equals("hangs-later") && round > 2) {
                        pause();
                    }
                    exchange.sendResponseHeaders(200, body.length);
                    if (script.equals("stalls") && round > 2) {
                        exchange.getResponseBody().write(body, 0, 5);
                        exchange.getResponseBody().flush();
                        pause();
                    }
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.createContext(
                "/v1/chat/completions",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                    exchange.sendResponseHeaders(200, 0);
                    try {
                        while (true) {
                            exchange.getResponseBody()
                                    .write("data: more\n\n".getBytes(StandardCharsets.UTF_8));
                            exchange.getResponseBody().flush();
                            TimeUnit.MILLISECONDS.sleep(20);
                        }
                    } catch (IOException gone) {
                        System.out.println("the caller went away");
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
        System.out.println("scripted: " + script);
        // unlike the simulator, it does not care whether anybody still holds its input
        pause();
    }

    private static String health(String script, int round) {
        return switch (script) {
            case "degraded" ->
                    """
                    {"status":"degraded","model_available":false,"version":"1.2.3",
                     "platform":"macOS","reason":"Apple Intelligence is turned off"}
                    """;
            case "garbage-later" ->
                    round > 3
                            ? "\u0000\u0001 not what it was"
                            : "{\"status\":\"ok\",\"model_available\":true}";
            case "any-2xx" -> "<html>Welcome!</html>";
            default ->
                    """
                    {"status":"ok","model_available":true,"version":"1.2.3","platform":"macOS"}
                    """;
        };
    }

    private static void pause() {
        try {
            TimeUnit.HOURS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
