package dev.pylon.bench;

import dev.pylon.api.buyer.Timings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** How long each stage of many jobs took, by what the buyer's service noted, to the millisecond. */
final class Stages {
    private static final int DIGITS = 3;

    private final Map<String, Histogram> byName = new LinkedHashMap<>();

    void add(Timings timings) {
        note("submitted → a relay has it", 0L, timings.acceptedMs());
        note("→ quoted", timings.acceptedMs(), timings.quotedMs());
        note("→ paid", timings.quotedMs(), timings.paidMs());
        note("→ result", timings.paidMs(), timings.resultMs());
    }

    /** In milliseconds, in the order in which they happen. */
    Map<String, Histogram> byName() {
        return byName;
    }

    /** A quote may come before the relay's acknowledgement; that stage then took no time. */
    private void note(String stage, @Nullable Long from, @Nullable Long to) {
        if (from != null && to != null) {
            byName.computeIfAbsent(stage, none -> new Histogram(DIGITS))
                    .recordValue(Math.max(0, to - from));
        }
    }
}
