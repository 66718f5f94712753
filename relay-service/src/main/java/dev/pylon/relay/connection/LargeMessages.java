package dev.pylon.relay.connection;

import dev.pylon.relay.flow.Budget;
import reactor.core.publisher.Mono;

/**
 * One client's part of the memory that the large messages of all clients may take until they are
 * dealt with. Small ones never wait for it: a client that sends large ones holds up nobody else's
 * small talk. Safe for use by many threads.
 */
final class LargeMessages {
    /** Bytes of a message that is not small. */
    static final int LARGE = 8 * 1024;

    private final Budget all;
    private long taken;
    private boolean over;

    /**
     * @param all of all clients
     */
    LargeMessages(Budget all) {
        this.all = all;
    }

    /** Completes when there is room for the message. */
    Mono<Void> take(long cost) {
        return cost < LARGE
                ? Mono.empty()
                : Mono.defer(() -> all.take(cost)).doOnNext(this::took).then();
    }

    private void took(long cost) {
        synchronized (this) {
            if (!over) {
                taken += cost;
                return;
            }
        }
        all.give(cost);
    }

    /** The message is dealt with. */
    void give(long cost) {
        long given = Math.min(cost, all.whole());
        synchronized (this) {
            if (cost < LARGE || over) {
                return;
            }
            taken -= given;
        }
        all.give(given);
    }

    /** The client is gone; may be said more than once. */
    void closed() {
        long rest;
        synchronized (this) {
            over = true;
            rest = taken;
            taken = 0;
        }
        if (rest > 0) {
            all.give(rest);
        }
    }
}
