package dev.pylon.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One subscription's events, stored ones and live ones, in the order of arrival. */
final class Subscriber implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private final List<String> ids = Collections.synchronizedList(new ArrayList<>());
    private final RawRelay socket;
    private final Thread reading;
    private volatile boolean complete;
    private volatile boolean ended;

    Subscriber(ServiceProcess relay, String filter) {
        socket = new RawRelay(relay.webSocketUrl());
        socket.send("[\"REQ\",\"s\"," + filter + "]");
        reading = Thread.ofVirtual().start(this::read);
        await().atMost(LIMIT).until(() -> complete || ended);
        if (ended) {
            throw new AssertionError("the relay did not answer a subscription");
        }
    }

    /** What has come so far. */
    List<String> ids() {
        synchronized (ids) {
            return List.copyOf(ids);
        }
    }

    /** Those of these that it has not got. */
    Set<String> lacks(Collection<String> wanted) {
        Set<String> missing = new HashSet<>(wanted);
        ids().forEach(missing::remove);
        return missing;
    }

    private void read() {
        while (!Thread.currentThread().isInterrupted()) {
            String frame = socket.poll();
            if (frame == null) {
                continue;
            }
            if (frame.startsWith("[\"EVENT\"")) {
                int begin = frame.indexOf("\"id\":\"") + 6;
                ids.add(frame.substring(begin, begin + 64));
            } else if (frame.startsWith("[\"EOSE\"")) {
                complete = true;
            } else if (frame.startsWith("[\"CLOSED\"")) {
                ended = true;
            }
        }
    }

    @Override
    public void close() {
        reading.interrupt();
        socket.close();
    }
}
