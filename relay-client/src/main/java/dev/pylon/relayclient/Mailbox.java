package dev.pylon.relayclient;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * Runs tasks one at a time and in order, on the thread that brings one or on the one already at it.
 * What is only touched by tasks of one mailbox needs no lock. Tasks are short and never block.
 */
final class Mailbox implements Executor {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() > 0) {
            return;
        }
        do {
            runNext();
        } while (waiting.decrementAndGet() > 0);
    }

    /** Runs the task later, unless disposed of by a task of this mailbox before. */
    Disposable later(Scheduler timer, Duration wait, Runnable task) {
        Disposable.Swap alarm = Disposables.swap();
        Runnable unlessDisposed =
                () -> {
                    if (!alarm.isDisposed()) {
                        task.run();
                    }
                };
        try {
            alarm.update(
                    timer.schedule(
                            () -> execute(unlessDisposed), wait.toNanos(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException poolClosed) {
            alarm.dispose();
        }
        return alarm;
    }

    private void runNext() {
        Runnable task = tasks.poll();
        if (task == null) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("A relay's task failed", e);
        }
    }
}
