package dev.pylon.cli.transfer;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** One line that is written over again; nothing where nobody would see it. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final PrintStream out;
    private final boolean shown;
    private final long begin = System.nanoTime();
    private long last;

    ProgressBar(PrintStream out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    /** On standard error, if that is a terminal. */
    static ProgressBar onTerminal() {
        return new ProgressBar(
                System.err, System.console() != null && System.console().isTerminal());
    }

    /**
     * @param done of {@code whole}, in any unit
     * @param events so far
     */
    void show(long done, long whole, long events) {
        long now = System.nanoTime();
        if (shown && (done >= whole || now - last > PAUSE.toNanos())) {
            last = now;
            out.print("\r" + line(done, whole, events, Duration.ofNanos(now - begin)));
            out.flush();
        }
    }

    /** Leaves its line. */
    @Override
    public void close() {
        if (shown && last != 0) {
            out.println();
        }
    }

    static String line(long done, long whole, long events, Duration time) {
        double part = whole <= 0 ? 1 : Math.min(1, (double) done / whole);
        int full = (int) Math.floor(part * WIDTH);
        double seconds = Math.max(time.toMillis(), 1) / 1000.0;
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d %%  %d events, %d/s",
                "#".repeat(full),
                "-".repeat(WIDTH - full),
                (int) Math.floor(part * 100),
                events,
                Math.round(events / seconds));
    }
}
