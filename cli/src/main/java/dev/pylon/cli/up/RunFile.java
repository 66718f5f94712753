package dev.pylon.cli.up;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.home.Home;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Who runs the services of a home. The operating system's lock on {@code run/pylon.lock} says
 * whether somebody does, and goes away with its process however that ends; the file beside it says
 * which process that is.
 */
final class RunFile implements AutoCloseable {
    private final FileChannel channel;

    private RunFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the home for this process. */
    static RunFile take(Home home) {
        return tryTake(home)
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.FAILED,
                                "Pylon is already running in "
                                        + home
                                        + pid(home).map(pid -> " as process " + pid).orElse("")
                                        + ". Stop it with: pylon down"));
    }

    static Optional<RunFile> tryTake(Home home) {
        try {
            FileChannel channel =
                    FileChannel.open(
                            lockFile(home),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.READ);
            FileLock lock = lockOrNull(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            Files.writeString(
                    pidFile(home), ProcessHandle.current().pid() + "\n", StandardCharsets.UTF_8);
            return Optional.of(new RunFile(channel));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "The folder " + home + " can't be used: " + e.getMessage());
        }
    }

    /** The process that runs the services of this home, if one does. */
    static Optional<ProcessHandle> running(Home home) {
        if (!Files.exists(lockFile(home))) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(lockFile(home), StandardOpenOption.WRITE)) {
            FileLock lock = lockOrNull(channel);
            if (lock != null) {
                lock.release();
                return Optional.empty();
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "The folder " + home + " can't be used: " + e.getMessage());
        }
        return pid(home).flatMap(ProcessHandle::of);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException goneAnyway) {
            // the lock ends with the process
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock lockOrNull(FileChannel channel)
            throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ours) {
            return null;
        }
    }

    private static Optional<Long> pid(Home home) {
        try {
            return Optional.of(Long.parseLong(Files.readString(pidFile(home)).strip()));
        } catch (IOException | NumberFormatException notThere) {
            return Optional.empty();
        }
    }

    private static Path lockFile(Home home) {
        return home.run().resolve("pylon.lock");
    }

    private static Path pidFile(Home home) {
        return home.run().resolve("pylon.pid");
    }
}
