package dev.pylon.relayclient;

import java.util.concurrent.atomic.LongAdder;

/** The running figures behind {@link RelayCounters}; any thread. */
final class Tally {
    final LongAdder connections = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder frames = new LongAdder();
    final LongAdder events = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder garbage = new LongAdder();
    final LongAdder invalid = new LongAdder();
    final LongAdder unwanted = new LongAdder();
    final LongAdder lateAnswers = new LongAdder();
    final LongAdder notices = new LongAdder();

    RelayCounters snapshot() {
        return new RelayCounters(
                connections.sum(),
                failures.sum(),
                frames.sum(),
                events.sum(),
                duplicates.sum(),
                garbage.sum(),
                invalid.sum(),
                unwanted.sum(),
                lateAnswers.sum(),
                notices.sum());
    }
}
