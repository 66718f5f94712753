package dev.pylon.bridge.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a process and what it has started: asked first, then by force. */
final class Ending {
    static final Duration FAREWELL = Duration.ofSeconds(5);

    private Ending() {}

    /** Returns when it has ended; an interrupt only hurries it. */
    static void of(ProcessHandle process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        boolean interrupted = Thread.interrupted();
        try {
            process.onExit().get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException stubborn) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            interrupted = true;
        }
        // what it has started itself would keep the port
        family.forEach(ProcessHandle::destroyForcibly);
        process.onExit().completeOnTimeout(process, 1, TimeUnit.SECONDS).join();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
