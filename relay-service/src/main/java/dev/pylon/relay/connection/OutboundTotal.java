package dev.pylon.relay.connection;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of what all clients together have not taken yet. An event that many wait for counts
 * once. It has a bound in bytes; beyond it whoever is furthest behind is cut off. Safe for use by
 * many threads.
 */
final class OutboundTotal {
    private static final int OVERHEAD = 128;

    /** Who is behind by less is not slow. */
    private static final long MODEST = 64 * 1024;

    private final long bound;
    private final AtomicLong held = new AtomicLong();
    private final Map<Object, Integer> bodies = new ConcurrentHashMap<>();
    private final Set<Outbound> clients = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean keeping = new AtomicBoolean();

    OutboundTotal(long bound) {
        this.bound = bound;
    }

    /** From now on the client may be cut off. */
    Copies add(Outbound client) {
        clients.add(client);
        return new Copies();
    }

    void remove(Outbound client) {
        clients.remove(client);
    }

    /** One client more waits for these very bytes. */
    void hold(byte[] body) {
        if (bodies.merge(body, 1, Integer::sum) == 1) {
            held.addAndGet(body.length + OVERHEAD);
        }
    }

    void release(byte[] body) {
        if (bodies.computeIfPresent(body, (b, n) -> n == 1 ? null : n - 1) == null) {
            held.addAndGet(-body.length - OVERHEAD);
        }
    }

    long held() {
        return held.get();
    }

    /** Whether more than half of the bound is in use. */
    boolean isScarce() {
        return held.get() > bound / 2;
    }

    /** Cuts off whoever is furthest behind, until the others keep within the bound. */
    void keep() {
        while (held.get() > bound && keeping.compareAndSet(false, true)) {
            try {
                Outbound last =
                        clients.stream()
                                .max(Comparator.comparingLong(Outbound::owed))
                                .filter(client -> client.owed() > MODEST)
                                .orElse(null);
                if (last == null) {
                    return;
                }
                last.cutOff();
            } finally {
                keeping.set(false);
            }
        }
    }

    /** What one client's socket has been given and has not taken. */
    final class Copies {
        private long bytes;
        private boolean over;

        synchronized void change(long by) {
            if (!over) {
                bytes += by;
                held.addAndGet(by);
            }
        }

        /** They count no more: the connection is being closed. */
        synchronized void forget() {
            if (!over) {
                over = true;
                held.addAndGet(-bytes);
            }
        }
    }
}
