package dev.pylon.e2e;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One author's events, published one after the other to the first relay that takes them, as a
 * client behind one address of several relays does, and whoever listens to them.
 */
final class RelayTraffic implements AutoCloseable {
    private final SecretKey key = SecretKey.generate();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<Void> writing = new CompletableFuture<>();

    /** Publishes until told to end. */
    RelayTraffic publish(List<ServiceProcess> relays) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        write(relays);
                        writing.complete(null);
                    } catch (RuntimeException | Error e) {
                        writing.completeExceptionally(e);
                    }
                });
        return this;
    }

    /** Ids of the events that a relay has said yes to, so far. */
    Set<String> acknowledged() {
        return acknowledged;
    }

    /** All of them, once the last one is answered. */
    Set<String> end() {
        over.set(true);
        writing.orTimeout(60, TimeUnit.SECONDS).join();
        return acknowledged;
    }

    Listener listen(ServiceProcess relay) {
        return new Listener(relay);
    }

    private void write(List<ServiceProcess> relays) {
        int at = 0;
        Wire wire = null;
        for (int i = 0; !over.get(); i++) {
            Event event = EventTemplate.of(1, Tags.of(), "event " + i).sign(key);
            while (wire == null || !wire.accepts(event)) {
                if (wire != null) {
                    wire.close();
                }
                wire = Wire.open(relays.get(at++ % relays.size()));
            }
            acknowledged.add(event.id().hex());
        }
        if (wire != null) {
            wire.close();
        }
    }

    @Override
    public void close() {
        over.set(true);
    }

    /** What a live subscription brings, in the order of arrival. */
    final class Listener implements AutoCloseable {
        private final List<String> ids = new CopyOnWriteArrayList<>();
        private final RawRelay socket;
        private final Thread reading;

        private Listener(ServiceProcess relay) {
            socket = new RawRelay(relay.webSocketUrl());
            socket.send("[\"REQ\",\"s\",{\"authors\":[\"" + key.publicKey() + "\"]}]");
            String first = socket.next(frame -> frame.startsWith("[\"E"));
            add(first);
            reading = Thread.ofVirtual().start(this::read);
        }

        List<String> ids() {
            return ids;
        }

        private void read() {
            while (!Thread.currentThread().isInterrupted()) {
                String frame = socket.poll();
                if (frame != null) {
                    add(frame);
                }
            }
        }

        private void add(String frame) {
            if (frame.startsWith("[\"EVENT\"")) {
                int begin = frame.indexOf("\"id\":\"") + 6;
                ids.add(frame.substring(begin, begin + 64));
            }
        }

        @Override
        public void close() {
            reading.interrupt();
            socket.close();
        }
    }

    /** A connection that says whether an event was taken, or breaks. */
    private record Wire(WebSocket socket, Answers answers) {
        static @Nullable Wire open(ServiceProcess relay) {
            Answers answers = new Answers();
            try {
                return new Wire(
                        HttpClient.newHttpClient()
                                .newWebSocketBuilder()
                                .buildAsync(URI.create(relay.webSocketUrl()), answers)
                                .get(10, TimeUnit.SECONDS),
                        answers);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } catch (java.util.concurrent.ExecutionException | TimeoutException away) {
                return null;
            }
        }

        boolean accepts(Event event) {
            try {
                socket.sendText("[\"EVENT\"," + event.toJson() + "]", true)
                        .get(10, TimeUnit.SECONDS);
                String start = "[\"OK\",\"" + event.id() + "\",";
                for (String frame = answers.frames.poll(20, TimeUnit.SECONDS);
                        frame != null && !frame.equals(Answers.BROKEN);
                        frame = answers.frames.poll(20, TimeUnit.SECONDS)) {
                    if (frame.startsWith(start)) {
                        return frame.startsWith(start + "true");
                    }
                }
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } catch (java.util.concurrent.ExecutionException | TimeoutException broken) {
                return false;
            }
        }

        void close() {
            socket.abort();
        }
    }

    private static final class Answers implements WebSocket.Listener {
        private static final String BROKEN = "broken";
        private final LinkedBlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                frames.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            frames.add(BROKEN);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            frames.add(BROKEN);
        }
    }
}
