package dev.pylon.cli.up;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Pylon;
import dev.pylon.cli.home.Home;
import dev.pylon.cli.home.Ports;
import dev.pylon.postgres.junit.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The commands that people repeat, run once against recorded answers. The build runs it in a JVM
 * that writes down what it loads (JEP 514), which the real commands then find prepared.
 */
public final class Rehearsal {
    private static final List<List<String>> PIECES =
            List.of(
                    List.of("run", "Why is the sky blue?"),
                    List.of("run", "--json", "Why is the sky blue?"),
                    List.of("job", "list"),
                    List.of("wallet", "balance"),
                    List.of("providers"));

    private Rehearsal() {}

    public static void main(String... args) throws IOException {
        Path folder = Files.createTempDirectory("pylon-rehearsal");
        try {
            perform(new Home(folder));
        } finally {
            delete(folder);
        }
    }

    /**
     * @throws IllegalStateException if a command did not end as it should
     */
    static void perform(Home home) throws IOException {
        home.initialise(FreePorts.offset(new Ports(0).all()));
        Ports ports = home.ports();
        HttpServer buyer = answering(ports.buyer());
        HttpServer wallet = answering(ports.wallet());
        try (RunFile taken = RunFile.take(home)) {
            Files.writeString(Daemon.readyFile(home), "ready\n");
            for (List<String> piece : PIECES) {
                Stream<String> words =
                        Stream.concat(piece.stream(), Stream.of("--home", home.toString()));
                int code = Pylon.execute(words.toArray(String[]::new));
                if (code != ExitCode.OK) {
                    throw new IllegalStateException(
                            "pylon " + String.join(" ", piece) + " ended with " + code);
                }
            }
        } finally {
            buyer.stop(0);
            wallet.stop(0);
        }
    }

    private static HttpServer answering(int port) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/v1/jobs", exchange -> send(exchange, jobs(exchange)));
        server.createContext("/v1/account", exchange -> send(exchange, "account.json"));
        server.createContext("/v1/providers", exchange -> send(exchange, "providers.json"));
        server.start();
        return server;
    }

    private static String jobs(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/events")) {
            return "events.sse";
        }
        boolean list = path.equals("/v1/jobs") && exchange.getRequestMethod().equals("GET");
        return list ? "jobs.json" : "job.json";
    }

    private static void send(HttpExchange exchange, String recording) throws IOException {
        try (exchange;
                InputStream recorded =
                        Rehearsal.class.getResourceAsStream("/rehearsal/" + recording)) {
            if (recorded == null) {
                throw new IOException("no recording " + recording);
            }
            byte[] body = recorded.readAllBytes();
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders()
                    .set(
                            "Content-Type",
                            recording.endsWith(".sse") ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            inside.sorted(Comparator.reverseOrder()).forEach(Rehearsal::deleteOne);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
