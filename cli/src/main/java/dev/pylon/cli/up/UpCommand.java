package dev.pylon.cli.up;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import dev.pylon.cli.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pylon up}, and under its older name {@code pylon start}. */
@Command(
        name = "up",
        aliases = "start",
        description =
                "Start the services of this home in the background, with their own PostgreSQL")
public final class UpCommand implements Callable<Integer> {
    @Mixin private Session session = new Session();

    @Option(
            names = {"-f", "--foreground"},
            description = "Stay in the foreground until Ctrl-C")
    private boolean foreground;

    @Option(
            names = {"-m", "--mode"},
            description = "What to start: ${COMPLETION-CANDIDATES} (default: all)")
    private Mode mode = Mode.all;

    @Option(
            names = "--port-offset",
            description = "Added to every port when the home is made (default: 0)",
            paramLabel = "N")
    private @Nullable Integer portOffset;

    @Override
    public Integer call() {
        Home home = session.home();
        home.initialise(portOffset == null ? 0 : portOffset);
        if (foreground) {
            return JvmOptions.ours()
                    ? stayInForeground(home)
                    : new Daemon(home).runInForeground(mode);
        }
        Output out = session.output();
        new Startup(session).ensureRunning(mode);
        if (!session.json()) {
            out.line(
                    "Pylon is up. Try:  pylon run \"Why is the sky blue?\"    Stop it with:  pylon down");
            out.line("In a browser:  pylon console");
        }
        return ExitCode.OK;
    }

    private int stayInForeground(Home home) {
        try (RunFile taken = RunFile.take(home)) {
            Files.deleteIfExists(Daemon.stepsFile(home));
            Consumer<String> progress =
                    step -> {
                        session.output().line("%s", "started " + step);
                        append(home, step);
                    };
            Stack stack = Stack.start(home, mode, progress);
            CountDownLatch end = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        end.countDown();
                                        awaitQuietly(ended);
                                    },
                                    "stop"));
            try (stack) {
                new Funding(home).giveOnce();
                Files.writeString(Daemon.readyFile(home), "ready\n");
                session.output().line("Ready.");
                awaitQuietly(end);
                Files.deleteIfExists(Daemon.readyFile(home));
            } finally {
                ended.countDown();
            }
            return ExitCode.OK;
        } catch (CommandFailure e) {
            keepFailure(home, e.getMessage());
            throw e;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "The folder " + home + " can't be used: " + e.getMessage());
        }
    }

    private static void append(Home home, String step) {
        try {
            Files.writeString(
                    Daemon.stepsFile(home),
                    step + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "The folder " + home + " can't be written: " + e.getMessage());
        }
    }

    private static void keepFailure(Home home, @Nullable String why) {
        try {
            Files.writeString(Daemon.failureFile(home), why + "\n");
        } catch (IOException diskFull) {
            // the log has it too
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
