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
        private int size;

        Leaf(int room) {
            events = new Held[room];
        }

        /** How many are older. */
        int olderThan(Moment moment) {
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (moment.isAfter(events[middle])) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        void insert(int at, Held event) {
            if (size == events.length) {
                events = Arrays.copyOf(events, Math.min(size * 2, MOST_IN_LEAF));
            }
            System.arraycopy(events, at, events, at + 1, size - at);
            events[at] = event;
            size++;
        }

        void delete(int at) {
            System.arraycopy(events, at + 1, events, at, size - at - 1);
            Arrays.fill(events, size - 1, size, null);
            size--;
        }

        /** The younger half, which leaves this one. */
        Leaf split() {
            int keep = size / 2;
            Leaf younger = new Leaf(MOST_IN_LEAF);
            younger.size = size - keep;
            System.arraycopy(events, keep, younger.events, 0, younger.size);
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
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (moment.isAfter(leaves[middle].events[0])) {
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
