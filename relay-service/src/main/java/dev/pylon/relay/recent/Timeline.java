package dev.pylon.relay.recent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events that have something in common, in order of age. They lie in arrays of bounded length, so
 * that wherever one is added or removed few others are moved. Not safe for use by many threads.
 */
final class Timeline {
    private static final int MOST_IN_LEAF = 512;

    /** What its events have in common. */
    final Object key;

    private Leaf[] leaves = {new Leaf(1)};
    private int used = 1;
    private int size;

    /** The oldest first. */
    private static final class Leaf {
        private Held[] events;

        /** Their {@code created_at}, so that a search need not touch each event it passes. */
        private long[] times;

        private int size;

        Leaf(int room) {
            events = new Held[room];
            times = new long[room];
        }

        /** Whether an event is older. */
        boolean isOlder(int index, Moment moment) {
            return times[index] < moment.createdAt()
                    || times[index] == moment.createdAt() && moment.isAfter(events[index]);
        }

        /** How many are older. */
        int olderThan(Moment moment) {
            if (size > 0 && isOlder(size - 1, moment)) {
                return size;
            }
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (isOlder(middle, moment)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        void insert(int at, Held event) {
            if (size == events.length) {
                int room = Math.min(size * 2, MOST_IN_LEAF);
                events = Arrays.copyOf(events, room);
                times = Arrays.copyOf(times, room);
            }
            System.arraycopy(events, at, events, at + 1, size - at);
            System.arraycopy(times, at, times, at + 1, size - at);
            events[at] = event;
            times[at] = event.createdAt;
            size++;
        }

        void delete(int at) {
            System.arraycopy(events, at + 1, events, at, size - at - 1);
            System.arraycopy(times, at + 1, times, at, size - at - 1);
            Arrays.fill(events, size - 1, size, null);
            size--;
        }

        /** The younger half, which leaves this one. */
        Leaf split() {
            int keep = size / 2;
            Leaf younger = new Leaf(MOST_IN_LEAF);
            younger.size = size - keep;
            System.arraycopy(events, keep, younger.events, 0, younger.size);
            System.arraycopy(times, keep, younger.times, 0, younger.size);
            Arrays.fill(events, keep, size, null);
            size = keep;
            return younger;
        }
    }

    Timeline(Object key) {
        this.key = key;
    }

    int size() {
        return size;
    }

    Held oldest() {
        return leaves[0].events[0];
    }

    void add(Held event) {
        Moment moment = Moment.of(event);
        int at = leafOf(moment);
        Leaf leaf = leaves[at];
        if (leaf.size == MOST_IN_LEAF) {
            boolean youngest = at == used - 1 && leaf.olderThan(moment) == leaf.size;
            insert(at + 1, youngest ? new Leaf(MOST_IN_LEAF) : leaf.split());
            at = youngest ? at + 1 : leafOf(moment);
        }
        leaves[at].insert(leaves[at].olderThan(moment), event);
        size++;
    }

    void remove(Held event) {
        Moment moment = Moment.of(event);
        int at = leafOf(moment);
        int index = leaves[at].olderThan(moment);
        if (index == leaves[at].size) {
            at++;
            index = 0;
        }
        if (at == used || leaves[at].events[index] != event) {
            throw new IllegalStateException("not in this timeline: " + event.id);
        }
        leaves[at].delete(index);
        size--;
        if (leaves[at].size == 0 && used > 1) {
            System.arraycopy(leaves, at + 1, leaves, at, used - at - 1);
            Arrays.fill(leaves, used - 1, used, null);
            used--;
        }
    }

    /** From the youngest of those older than the moment on. */
    Cursor before(Moment moment) {
        int at = leafOf(moment);
        return new Cursor(at, leaves[at].olderThan(moment));
    }

    /** The last leaf that begins with something older, or the first leaf. */
    private int leafOf(Moment moment) {
        int low = 0;
        int high = used - 1;
        if (high > 0 && leaves[high].isOlder(0, moment)) {
            return high;
        }
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (leaves[middle].isOlder(0, moment)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void insert(int at, Leaf leaf) {
        if (used == leaves.length) {
            leaves = Arrays.copyOf(leaves, used * 2);
        }
        System.arraycopy(leaves, at, leaves, at + 1, used - at);
        leaves[at] = leaf;
        used++;
    }

    /** Goes from young to old. Of no use any more once the timeline has changed. */
    final class Cursor {
        private int leaf;
        private int left;

        private Cursor(int leaf, int left) {
            this.leaf = leaf;
            this.left = left;
        }

        /** The next older event; null at the end. */
        @Nullable Held next() {
            while (left == 0) {
                if (leaf == 0) {
                    return null;
                }
                leaf--;
                left = leaves[leaf].size;
            }
            left--;
            return leaves[leaf].events[left];
        }
    }
}
