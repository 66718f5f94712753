package dev.pylon.cli.job;

import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What Ctrl-C says while a job is watched: watching ends, the job does not. */
final class InterruptedNote {
    private static final AtomicReference<@Nullable String> JOB = new AtomicReference<>();

    private InterruptedNote() {}

    static void register(Session session, String jobId) {
        JOB.set(jobId);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            String watched = JOB.get();
                            if (watched != null && !session.json()) {
                                System.err.println(
                                        "\nThe job goes on. See it with:  pylon job watch "
                                                + Output.shortId(watched));
                            }
                        }));
    }

    static void clear() {
        JOB.set(null);
    }
}
