package dev.pylon.e2e;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Several connections that publish without waiting for each event's OK, and note what was said yes
 * and no to. When a relay has gone they connect to the next one, as behind one address of several
 * relays, and send again what was not answered.
 */
final class Publishers implements AutoCloseable {
    private static final int UNANSWERED = 8;
    private static final String YES = ",true,";

    private final List<URI> relays;
    private final String padding;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final List<SecretKey> keys = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    /**
     * @param length of each event's content, about
     */
    Publishers(ServiceProcess relay, int connections, int length) {
        this(List.of(relay), connections, length);
    }

    Publishers(List<ServiceProcess> relays, int connections, int length) {
        this.relays = relays.stream().map(relay -> URI.create(relay.webSocketUrl())).toList();
        padding = "x".repeat(length);
        for (int i = 0; i < connections; i++) {
            SecretKey key = SecretKey.generate();
            keys.add(key);
            threads.add(Thread.ofVirtual().start(() -> publish(key)));
        }
    }

    /** Ids of what was taken so far. */
    Set<String> acknowledged() {
        return acknowledged;
    }

    /** The reasons for not taking others. */
    Queue<String> refusals() {
        return refusals;
    }

    /** A filter for all that these publish. */
    String filter() {
        List<String> authors =
                keys.stream().map(key -> "\"" + key.publicKey().hex() + "\"").toList();
        return "{\"authors\":[" + String.join(",", authors) + "]}";
    }

    /** Publishes no more, waits for the last answers, and gives all that was acknowledged. */
    Set<String> end() {
        over = true;
        for (Thread thread : threads) {
            try {
                if (!thread.join(Duration.ofSeconds(60))) {
                    throw new AssertionError("a publisher does not come to an end");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return acknowledged;
    }

    private void publish(SecretKey key) {
        Map<String, Event> unanswered = Collections.synchronizedMap(new LinkedHashMap<>());
        int next = 0;
        for (int attempt = 0; !over; attempt++) {
            Answers answers = new Answers(unanswered);
            WebSocket socket = connect(relays.get(attempt % relays.size()), answers);
            if (socket == null) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                continue;
            }
            Queue<Event> again = valuesOf(unanswered);
            while (!over && answers.mayPublish()) {
                Event event = again.poll();
                if (event == null) {
                    event = EventTemplate.of(1, Tags.of(), next++ + padding).sign(key);
                    unanswered.put(event.id().hex(), event);
                }
                try {
                    socket.sendText("[\"EVENT\"," + event.toJson() + "]", true).join();
                } catch (CompletionException gone) {
                    break;
                }
            }
            answers.awaitLast();
            socket.abort();
        }
    }

    private static Queue<Event> valuesOf(Map<String, Event> events) {
        synchronized (events) {
            return new ArrayDeque<>(events.values());
        }
    }

    private @Nullable WebSocket connect(URI relay, Answers answers) {
        try {
            return http.newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(10))
                    .buildAsync(relay, answers)
                    .join();
        } catch (CompletionException away) {
            return null;
        }
    }

    @Override
    public void close() {
        over = true;
        http.shutdownNow();
    }

    private final class Answers implements WebSocket.Listener {
        private final Semaphore room = new Semaphore(UNANSWERED);
        private final StringBuilder parts = new StringBuilder();
        private final Map<String, Event> unanswered;
        private volatile boolean broken;

        Answers(Map<String, Event> unanswered) {
            this.unanswered = unanswered;
        }

        /** Waits for room; false once the connection is no more. */
        boolean mayPublish() {
            try {
                return room.tryAcquire(60, TimeUnit.SECONDS) && !broken;
            } catch (InterruptedException e) {
                return false;
            }
        }

        void awaitLast() {
            try {
                boolean unused = broken || room.tryAcquire(UNANSWERED, 20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                answered(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        private void answered(String frame) {
            if (!frame.startsWith("[\"OK\",\"")) {
                return;
            }
            String id = frame.substring(7, 71);
            unanswered.remove(id);
            if (frame.startsWith(YES, 72)) {
                acknowledged.add(id);
            } else {
                refusals.add(frame.substring(frame.indexOf(",\"", 72) + 2));
            }
            room.release();
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            gone();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            gone();
        }

        private void gone() {
            broken = true;
            room.release(UNANSWERED);
        }
    }
}
