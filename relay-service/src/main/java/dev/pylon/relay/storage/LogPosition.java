package dev.pylon.relay.storage;

/** Where an event stands in the log. Larger means committed later; there are gaps. */
public record LogPosition(long value) implements Comparable<LogPosition> {
    public static final LogPosition START = new LogPosition(0);

    public boolean isAfter(LogPosition other) {
        return value > other.value;
    }

    @Override
    public int compareTo(LogPosition other) {
        return Long.compare(value, other.value);
    }
}
