package dev.pylon.bridge.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which process this is: its id is given out again after its end, its id and start together are
 * not.
 *
 * @param startedAt as the operating system tells it
 */
record ProcessIdentity(long pid, Instant startedAt) {
    /** Two readings of one start may differ by this: Linux tells it from a boot time in seconds. */
    private static final Duration BLUR = Duration.ofSeconds(2);

    /** Empty if it has ended, or the operating system does not tell when it started. */
    static Optional<ProcessIdentity> of(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(started -> new ProcessIdentity(process.pid(), started));
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> running() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process ->
                        process.info()
                                .startInstant()
                                .filter(now ->
                                        Duration.between(now, startedAt).abs().compareTo(BLUR) <= 0)
                                .isPresent());
    }
}
