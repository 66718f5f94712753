package dev.pylon.provider.work;

/** An answer as it grows, and how many bytes of UTF-8 it has. Its callers may be of any thread. */
final class Draft {
    private final StringBuilder text = new StringBuilder();
    private long bytes;

    synchronized Draft add(String more) {
        text.append(more);
        bytes += Excerpt.Size.PLAIN.of(more);
        return this;
    }

    synchronized boolean isLongerThan(int most) {
        return bytes > most;
    }

    synchronized String text() {
        return text.toString();
    }
}
