package dev.pylon.bench.relay;

import dev.pylon.nostr.event.EventId;
import java.nio.ByteBuffer;

/** Finds an event's place among those sent by the first eight bytes of its id. */
final class Ids {
    static final int UNKNOWN = -1;

    private final long[] keys;
    private final int[] places;
    private final int mask;

    Ids(long[] prefixes) {
        int size = Integer.highestOneBit(Math.max(2, prefixes.length) * 2 - 1) * 2;
        keys = new long[size];
        places = new int[size];
        mask = size - 1;
        for (int i = 0; i < prefixes.length; i++) {
            int slot = slot(prefixes[i]);
            if (keys[slot] != 0) {
                throw new IllegalArgumentException("the same event twice, or an id of zeros");
            }
            keys[slot] = prefixes[i];
            places[slot] = i;
        }
    }

    static long prefix(EventId id) {
        return ByteBuffer.wrap(id.toBytes()).getLong();
    }

    /** {@link #UNKNOWN} for an event that is not among them. */
    int place(long prefix) {
        int slot = slot(prefix);
        return keys[slot] == 0 ? UNKNOWN : places[slot];
    }

    /** Ids are hashes, so their low bits spread by themselves. */
    private int slot(long prefix) {
        int slot = (int) prefix & mask;
        while (keys[slot] != 0 && keys[slot] != prefix) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
