package dev.pylon.nostr.sync;

import dev.pylon.nostr.event.EventId;
import dev.pylon.primitives.Hashes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The times and ids of events, in the order of NIP-77: by time, then by id. Immutable. */
public final class SyncSet {
    static final int ID = 32;
    private static final int FINGERPRINT = 16;

    private final long[] times;
    private final byte[] ids;

    /**
     * @param createdAt seconds since 1970
     */
    public record Item(long createdAt, EventId id) {}

    private SyncSet(long[] times, byte[] ids) {
        this.times = times;
        this.ids = ids;
    }

    public static SyncSet of(List<Item> items) {
        List<Item> sorted =
                items.stream()
                        .sorted(Comparator.comparingLong(Item::createdAt).thenComparing(Item::id))
                        .toList();
        long[] times = new long[sorted.size()];
        byte[] ids = new byte[sorted.size() * ID];
        for (int i = 0; i < times.length; i++) {
            times[i] = sorted.get(i).createdAt;
            System.arraycopy(sorted.get(i).id.toBytes(), 0, ids, i * ID, ID);
        }
        return new SyncSet(times, ids);
    }

    public int size() {
        return times.length;
    }

    public EventId id(int index) {
        return EventId.of(Arrays.copyOfRange(ids, index * ID, (index + 1) * ID));
    }

    long time(int index) {
        return times[index];
    }

    void writeId(int index, ByteArrayOutputStream out) {
        out.write(ids, index * ID, ID);
    }

    /** The first index from {@code from} on whose item is not below the bound. */
    int lowerBound(int from, SyncBound bound) {
        int low = from;
        int high = times.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBelow(middle, bound)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The shortest bound that lies above the item before this one, and not above this one. */
    SyncBound boundBefore(int index) {
        if (times[index] != times[index - 1]) {
            return new SyncBound(times[index], new byte[0]);
        }
        int at = index * ID;
        int shared = Arrays.mismatch(ids, at - ID, at, ids, at, at + ID);
        int length = shared < 0 ? ID : shared + 1;
        return new SyncBound(times[index], Arrays.copyOfRange(ids, at, at + length));
    }

    SyncBound boundAt(int index) {
        return new SyncBound(times[index], Arrays.copyOfRange(ids, index * ID, (index + 1) * ID));
    }

    /** The start of a hash of the sum of the ids, as little-endian numbers, and of their count. */
    byte[] fingerprint(int from, int to) {
        byte[] sum = new byte[ID];
        for (int i = from; i < to; i++) {
            int carry = 0;
            for (int b = 0; b < ID; b++) {
                carry += (sum[b] & 0xff) + (ids[i * ID + b] & 0xff);
                sum[b] = (byte) carry;
                carry >>>= 8;
            }
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(ID + 5);
        text.writeBytes(sum);
        SyncWriter.varint(to - from, text);
        return Arrays.copyOf(Hashes.sha256(text.toByteArray()), FINGERPRINT);
    }

    private boolean isBelow(int index, SyncBound bound) {
        if (times[index] != bound.time()) {
            return times[index] < bound.time();
        }
        byte[] prefix = bound.idPrefix();
        int order =
                Arrays.compareUnsigned(
                        ids, index * ID, index * ID + prefix.length, prefix, 0, prefix.length);
        return order < 0;
    }
}
