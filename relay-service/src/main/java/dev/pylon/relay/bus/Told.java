package dev.pylon.relay.bus;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Which positions of the log this replica's subscribers have been told of: all up to one, and of
 * those after it the replica's own, which are told without being read. Every position is told once,
 * by whoever claims it first. Safe for use by many threads.
 */
final class Told {
    private final TreeMap<Long, Long> beyond = new TreeMap<>();
    private long upTo;

    /**
     * What is to be read of the log.
     *
     * @param after all up to this is told
     * @param told ranges after it that are, as PostgreSQL writes a multirange
     * @param end of the last of these; whatever was committed before it can be read by now
     */
    record Unread(long after, String told, long end) {}

    Told(long upTo) {
        this.upTo = upTo;
    }

    synchronized long upTo() {
        return upTo;
    }

    synchronized Unread unread() {
        StringJoiner ranges = new StringJoiner(",", "{", "}");
        beyond.forEach((first, last) -> ranges.add("[" + first + "," + last + "]"));
        return new Unread(upTo, ranges.toString(), beyond.isEmpty() ? upTo : lastTold());
    }

    /** Claims a position that this replica wrote; false if it is told already. */
    synchronized boolean written(long position) {
        if (isTold(position)) {
            return false;
        }
        Map.Entry<Long, Long> before = beyond.lowerEntry(position);
        if (before != null && before.getValue() == position - 1) {
            beyond.put(before.getKey(), position);
        } else {
            beyond.put(position, position);
        }
        completeTo(upTo);
        return true;
    }

    /**
     * Claims a position that was read, after all unread ones before it; false if it is told
     * already.
     */
    synchronized boolean read(long position) {
        boolean fresh = !isTold(position);
        completeTo(position);
        return fresh;
    }

    /** All that was to be read has been. */
    synchronized void completed(Unread unread) {
        completeTo(unread.end);
    }

    private void completeTo(long position) {
        upTo = Math.max(upTo, position);
        while (!beyond.isEmpty() && beyond.firstKey() <= upTo + 1) {
            upTo = Math.max(upTo, beyond.pollFirstEntry().getValue());
        }
    }

    private boolean isTold(long position) {
        Map.Entry<Long, Long> range = beyond.floorEntry(position);
        return position <= upTo || (range != null && position <= range.getValue());
    }

    private long lastTold() {
        return beyond.lastEntry().getValue();
    }
}
