package dev.pylon.cli.up;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The services of a home as a process in the background that outlives the terminal. */
public final class Daemon {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Home home;

    public Daemon(Home home) {
        this.home = home;
    }

    public boolean isRunning() {
        return RunFile.running(home).isPresent();
    }

    /**
     * Starts it unless it runs, and waits until all services are ready.
     *
     * @return how long that took; empty if it ran already
     */
    Optional<Duration> ensureRunning(Mode mode, Consumer<String> progress) {
        if (isRunning() && Files.exists(readyFile(home))) {
            return Optional.empty();
        }
        long start = System.nanoTime();
        Path log = home.logs().resolve("pylon.log");
        try {
            Process process = isRunning() ? null : spawn(mode, log);
            int told = 0;
            while (System.nanoTime() - start < START_LIMIT.toNanos()) {
                if (Files.exists(readyFile(home)) && isRunning()) {
                    return Optional.of(Duration.ofNanos(System.nanoTime() - start));
                }
                List<String> steps = steps();
                for (; told < steps.size(); told++) {
                    progress.accept(steps.get(told));
                }
                boolean ended =
                        process == null
                                ? !isRunning()
                                : process.waitFor(25, TimeUnit.MILLISECONDS) && !isRunning();
                if (ended) {
                    throw new CommandFailure(ExitCode.FAILED, failure(log));
                }
                if (process == null || !process.isAlive()) {
                    TimeUnit.MILLISECONDS.sleep(25);
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "Pylon's services can't be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "Interrupted.");
        }
        throw new CommandFailure(
                ExitCode.FAILED,
                "Pylon's services were not ready within "
                        + START_LIMIT.toSeconds()
                        + " seconds. What they say: "
                        + log);
    }

    /** Ends it and waits until it has gone. False if it did not run. */
    boolean stop() {
        Optional<ProcessHandle> running = RunFile.running(home);
        if (running.isEmpty()) {
            return false;
        }
        ProcessHandle process = running.get();
        process.destroy();
        try {
            process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(
                    ExitCode.INTERRUPTED, "Interrupted. The services are still stopping.");
        } catch (ExecutionException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "The services can't be stopped: " + e.getMessage());
        }
        new PreparedClasses(home).makeFromRecording();
        return true;
    }

    /** Runs the services in a JVM that is made for them, in this terminal, until they end. */
    int runInForeground(Mode mode) {
        try {
            Process process = new ProcessBuilder(command(mode)).inheritIO().start();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> endPrepared(process), "end services"));
            return process.waitFor();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "Pylon's services can't be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "Interrupted.");
        }
    }

    private void endPrepared(Process process) {
        end(process);
        new PreparedClasses(home).makeFromRecording();
    }

    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> command(Mode mode) {
        List<String> command = new ArrayList<>(List.of(JvmOptions.java()));
        command.addAll(new PreparedClasses(home).options());
        command.addAll(JvmOptions.forServices());
        command.addAll(
                List.of(
                        "dev.pylon.cli.Pylon",
                        "up",
                        "--foreground",
                        "--home",
                        home.toString(),
                        "--mode",
                        mode.name()));
        return command;
    }

    static Path readyFile(Home home) {
        return home.run().resolve("ready");
    }

    static Path stepsFile(Home home) {
        return home.run().resolve("starting");
    }

    /** Why the last start failed, in its own words. */
    static Path failureFile(Home home) {
        return home.run().resolve("failure");
    }

    private Process spawn(Mode mode, Path log) throws IOException {
        Files.deleteIfExists(readyFile(home));
        Files.deleteIfExists(stepsFile(home));
        Files.deleteIfExists(failureFile(home));
        // A terminal's Ctrl-C reaches the whole foreground group: a process that ignores it from
        // the start survives.
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        command.addAll(command(mode));
        return new ProcessBuilder(command)
                .directory(home.folder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private List<String> steps() {
        try {
            return Files.exists(stepsFile(home)) ? Files.readAllLines(stepsFile(home)) : List.of();
        } catch (IOException notYet) {
            return List.of();
        }
    }

    private String failure(Path log) throws IOException {
        return Files.exists(failureFile(home))
                ? Files.readString(failureFile(home)).strip()
                : "Pylon's services ended while starting. What they said: " + log;
    }
}
