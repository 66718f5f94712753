package dev.pylon.relay;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends text and shows the text that comes, in order. It knows as little of Nostr as it can. */
final class RawClient implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;
    private final String url;
    private String challenge = "";
    private volatile boolean reading = true;

    private RawClient(String url, @Nullable String forwardedFor) {
        this.url = url;
        WebSocket.Builder builder = http.newWebSocketBuilder();
        if (forwardedFor != null) {
            builder.header("X-Forwarded-For", forwardedFor);
        }
        socket = builder.buildAsync(URI.create(url), new Listener()).join();
    }

    static RawClient connect(String url) {
        return connect(url, null);
    }

    /** As if by a proxy. */
    static RawClient connect(String url, @Nullable String forwardedFor) {
        RawClient client = new RawClient(url, forwardedFor);
        JsonNode first = client.next();
        if (!first.get(0).asString().equals("AUTH")) {
            throw new AssertionError("the first message is no challenge: " + first);
        }
        client.challenge = first.get(1).asString();
        return client;
    }

    String challenge() {
        return challenge;
    }

    String url() {
        return url;
    }

    RawClient send(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    /** Sends as much as the relay takes. */
    void offer(String text) {
        var unused = socket.sendText(text, true);
    }

    /** Leaves unread whatever comes from now on. */
    RawClient stopReading() {
        reading = false;
        return this;
    }

    RawClient sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    /** One message in several frames. */
    RawClient sendPieces(List<String> pieces) {
        for (int i = 0; i < pieces.size(); i++) {
            socket.sendText(pieces.get(i), i == pieces.size() - 1).join();
        }
        return this;
    }

    void ping() {
        socket.sendPing(ByteBuffer.allocate(8)).join();
    }

    RawClient publish(Event event) {
        return send("[\"EVENT\"," + event.toJson() + "]");
    }

    /** Sends the event and waits for its OK. */
    JsonNode ok(Event event) {
        publish(event);
        return nextOk(event);
    }

    JsonNode nextOk(Event event) {
        JsonNode answer = next();
        if (!answer.get(0).asString().equals("OK")
                || !answer.get(1).asString().equals(event.id().hex())) {
            throw new AssertionError("no OK for " + event.id() + " but " + answer);
        }
        return answer;
    }

    RawClient authenticate(SecretKey key) {
        JsonNode answer = authenticate(key, url, challenge, System.currentTimeMillis() / 1000);
        if (!answer.get(2).asBoolean()) {
            throw new AssertionError(answer.toString());
        }
        return this;
    }

    JsonNode authenticate(SecretKey key, String relay, String challenge, long createdAt) {
        Event event = auth(key, relay, challenge, createdAt);
        send("[\"AUTH\"," + event.toJson() + "]");
        return nextOk(event);
    }

    static Event auth(SecretKey key, String relay, String challenge, long createdAt) {
        Tags tags = Tags.of(Tag.of("relay", relay), Tag.of("challenge", challenge));
        return new EventTemplate(22242, tags, "", createdAt).sign(key);
    }

    /** What a COUNT is answered. */
    long count(String id, String... filters) {
        send("[\"COUNT\",\"" + id + "\"," + String.join(",", filters) + "]");
        return next().get(2).get("count").asLong();
    }

    /** Asks, and collects the ids that come until EOSE. */
    List<String> stored(String subscriptionId, String... filters) {
        send("[\"REQ\",\"" + subscriptionId + "\"," + String.join(",", filters) + "]");
        List<String> ids = new ArrayList<>();
        for (JsonNode message = next(); ; message = next()) {
            switch (message.get(0).asString()) {
                case "EVENT" -> ids.add(message.get(2).get("id").asString());
                case "EOSE" -> {
                    return ids;
                }
                default -> throw new AssertionError(message.toString());
            }
        }
    }

    JsonNode next() {
        String text = next(PATIENCE);
        if (text == null) {
            throw new AssertionError("nothing came");
        }
        return JSON.readTree(text);
    }

    @Nullable String next(Duration patience) {
        try {
            return messages.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The code with which the connection ended. */
    CompletableFuture<Integer> closed() {
        return closed;
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                messages.add(parts.toString());
                parts.setLength(0);
            }
            if (reading) {
                socket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            if (reading) {
                socket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.complete(1006);
        }
    }
}
