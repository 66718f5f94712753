package dev.pylon.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Stands between a buyer and its wallet, and loses or delays the answers to payments. */
final class SlowWallet implements AutoCloseable {
    /** What happens to a POST of a payment. */
    enum Behaviour {
        PASS,
        /** The wallet is asked and pays; its answer is kept back. */
        HOLD_ANSWER,
        /** The wallet is asked and pays; the connection breaks before its answer. */
        LOSE_ANSWER,
        /** The connection breaks before the wallet is asked. */
        LOSE_REQUEST
    }

    /** What is done with payments, and whether one has come since then. */
    private record Manner(Behaviour behaviour, CountDownLatch asked) {}

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Set<String> NOT_COPIED =
            Set.of(
                    "connection",
                    "content-length",
                    "host",
                    "upgrade",
                    "transfer-encoding",
                    "http2-settings",
                    "expect");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;
    private final String wallet;
    private volatile Manner manner = new Manner(Behaviour.PASS, new CountDownLatch(1));

    SlowWallet(String wallet) {
        this.wallet = wallet;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::forward);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From the next payment on. */
    void behave(Behaviour next) {
        manner = new Manner(next, new CountDownLatch(1));
    }

    /** Waits for the first payment since it began to behave as it does. */
    void awaitPayment() throws InterruptedException {
        if (!manner.asked().await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("no payment was asked for");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
    }

    private void forward(HttpExchange exchange) throws IOException {
        boolean payment =
                "POST".equals(exchange.getRequestMethod())
                        && exchange.getRequestURI().getPath().equals("/v1/payments");
        byte[] body = exchange.getRequestBody().readAllBytes();
        Manner now = manner;
        Behaviour behaviour = payment ? now.behaviour() : Behaviour.PASS;
        if (behaviour == Behaviour.LOSE_REQUEST) {
            now.asked().countDown();
            exchange.close();
            return;
        }
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(wallet + exchange.getRequestURI()))
                            .method(
                                    exchange.getRequestMethod(),
                                    HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders()
                    .forEach((name, values) -> {
                        if (!NOT_COPIED.contains(name.toLowerCase(Locale.ROOT))) {
                            values.forEach(value -> request.header(name, value));
                        }
                    });
            HttpResponse<byte[]> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (payment) {
                now.asked().countDown();
            }
            switch (behaviour) {
                case HOLD_ANSWER -> new CountDownLatch(1).await();
                case LOSE_ANSWER -> exchange.close();
                default -> {
                    answer.headers()
                            .map()
                            .forEach((name, values) -> {
                                if (!name.startsWith(":")
                                        && !NOT_COPIED.contains(name.toLowerCase(Locale.ROOT))) {
                                    exchange.getResponseHeaders().put(name, List.copyOf(values));
                                }
                            });
                    exchange.sendResponseHeaders(
                            answer.statusCode(),
                            answer.body().length == 0 ? -1 : answer.body().length);
                    exchange.getResponseBody().write(answer.body());
                    exchange.close();
                }
            }
        } catch (IOException walletDown) {
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
