package dev.pylon.bench.relay;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What one case came to.
 *
 * @param count what was counted: acknowledgements, deliveries, answers
 * @param nanos in which
 * @param latencies in nanoseconds
 * @param refused answers that were not what was hoped for
 */
record Result(String what, long count, long nanos, Histogram latencies, long refused, Usage usage) {
    static final String HEADER =
            """
            | %s | %s/s | p50 | p99 | refused | CPU s: relay | PostgreSQL | generator |
            | --- | --: | --: | --: | --: | --: | --: | --: |
            """;

    double perSecond() {
        return nanos == 0 ? 0 : count * 1e9 / nanos;
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %s | %s | %d | %s | %s | %s |",
                what,
                perSecond(),
                millis(50),
                millis(99),
                refused,
                seconds(usage.relay()),
                seconds(usage.database()),
                seconds(usage.generator()));
    }

    private String millis(double percentile) {
        return String.format(
                Locale.ROOT, "%.2f ms", latencies.getValueAtPercentile(percentile) / 1e6);
    }

    private static String seconds(double seconds) {
        return Double.isNaN(seconds) ? "?" : String.format(Locale.ROOT, "%.1f", seconds);
    }
}
