package dev.pylon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A table of percentiles that reads well in a terminal and in a file of Markdown. */
final class MarkdownTable {
    private final List<String> lines = new ArrayList<>();

    MarkdownTable() {
        lines.add(row("What", "p50", "p90", "p99", "max", "count"));
        lines.add(row("---", "--:", "--:", "--:", "--:", "--:"));
    }

    /**
     * @param perMillisecond how many of the histogram's units a millisecond has
     */
    MarkdownTable add(String what, Histogram times, double perMillisecond) {
        lines.add(
                row(
                        what,
                        millis(times.getValueAtPercentile(50), perMillisecond),
                        millis(times.getValueAtPercentile(90), perMillisecond),
                        millis(times.getValueAtPercentile(99), perMillisecond),
                        millis(times.getMaxValue(), perMillisecond),
                        Long.toString(times.getTotalCount())));
        return this;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }

    private static String millis(long value, double perMillisecond) {
        return perMillisecond == 1
                ? value + " ms"
                : String.format(Locale.ROOT, "%.1f ms", value / perMillisecond);
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
