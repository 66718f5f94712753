package dev.pylon.relay.stats;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last so many steps, each of so many samples. Safe for use by many threads. */
final class Ring {
    private final Duration step;
    private final int samplesPerStep;
    private final int kept;
    private final Deque<History.Sample> steps = new ArrayDeque<>();
    private History.@Nullable Sample open;
    private int gathered;

    Ring(Duration step, int samplesPerStep, int kept) {
        this.step = step;
        this.samplesPerStep = samplesPerStep;
        this.kept = kept;
    }

    synchronized void add(History.Sample sample) {
        History.Sample all = open == null ? sample : open.and(sample);
        gathered++;
        if (gathered < samplesPerStep) {
            open = all;
            return;
        }
        open = null;
        gathered = 0;
        steps.addLast(all);
        if (steps.size() > kept) {
            steps.removeFirst();
        }
    }

    synchronized History.Series series() {
        return History.Series.of(step, List.copyOf(steps));
    }
}
