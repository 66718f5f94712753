package dev.pylon.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A WebSocket with nothing of ours in it: what is sent and received is text. */
final class RawRelay implements AutoCloseable {
    private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    RawRelay(String url) {
        socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .connectTimeout(Duration.ofSeconds(20))
                        .buildAsync(URI.create(url), new Listener())
                        .join();
    }

    void send(String frame) {
        socket.sendText(frame, true).join();
    }

    /** The next frame that is like this; those before it are dropped. */
    String next(Predicate<String> like) {
        List<String> others = new ArrayList<>();
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try {
            while (System.nanoTime() < limit) {
                String frame = received.poll(200, TimeUnit.MILLISECONDS);
                if (frame != null && like.test(frame)) {
                    return frame;
                }
                if (frame != null) {
                    others.add(frame);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("no such frame came, but " + others);
    }

    String next() {
        return next(frame -> true);
    }

    /** The next frame, if one comes within moments. */
    @Nullable String poll() {
        try {
            return received.poll(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                received.add(parts.toString());
                parts.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
            return CompletableFuture.completedStage(null);
        }
    }
}
