package dev.pylon.relay.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many events all comparisons (NIP-77) together hold in memory. Safe for use by many threads.
 */
final class SyncRoom {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    SyncRoom(long most) {
        this.most = most;
    }

    /** Takes room for so many; false if there is none. */
    boolean take(long events) {
        if (held.addAndGet(events) > most) {
            held.addAndGet(-events);
            return false;
        }
        return true;
    }

    void give(long events) {
        held.addAndGet(-events);
    }

    long held() {
        return held.get();
    }
}
