package dev.pylon.relay.recent;

import java.util.Collection;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The events of some timelines, newest first, each once. */
final class Merge {
    private final PriorityQueue<Head> heads;
    private @Nullable Held previous;
    private int taken;

    /** A timeline's next event. */
    private record Head(Held event, Timeline.Cursor rest) {}

    /**
     * @param begin nothing that is not older than this
     */
    Merge(Collection<Timeline> timelines, Moment begin) {
        heads =
                new PriorityQueue<>(
                        Math.max(1, timelines.size()),
                        (a, b) -> Held.NEWEST_FIRST.compare(a.event, b.event));
        timelines.forEach(timeline -> add(timeline.before(begin)));
    }

    /** How many were taken from the timelines. */
    int taken() {
        return taken;
    }

    /** The next older event; null at the end. */
    @Nullable Held next() {
        while (true) {
            Head head = heads.poll();
            if (head == null) {
                return null;
            }
            add(head.rest);
            taken++;
            if (head.event != previous) {
                previous = head.event;
                return head.event;
            }
        }
    }

    private void add(Timeline.Cursor cursor) {
        Held next = cursor.next();
        if (next != null) {
            heads.add(new Head(next, cursor));
        }
    }
}
