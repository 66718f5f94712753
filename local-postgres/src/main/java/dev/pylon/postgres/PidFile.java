package dev.pylon.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * PostgreSQL's own {@code postmaster.pid}, of a postmaster that is really alive.
 *
 * @param port on which it listens
 */
record PidFile(ProcessHandle postmaster, int port) {
    private static final int PORT_LINE = 3;
    private static final int PATIENCE = 500;

    static Optional<PidFile> living(Path data) {
        Path file = data.resolve("postmaster.pid");
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() <= PORT_LINE) {
                return Optional.empty();
            }
            int port = Integer.parseInt(lines.get(PORT_LINE).strip());
            return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> isPostgresOf(process, data))
                    .map(process -> new PidFile(process, port));
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    /**
     * Removes the file of a postmaster that was killed and that nobody has waited for: it is dead,
     * but its number is still taken, which PostgreSQL reads as alive. PostgreSQL's own check of its
     * shared memory still stands.
     */
    static void forgetTheDead(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        String pid = Files.readAllLines(file).getFirst().strip();
        Path status = Path.of("/proc", pid, "stat");
        for (int i = 0; i < PATIENCE && Files.exists(status); i++) {
            String text = Files.readString(status);
            if (text.startsWith(" Z", text.lastIndexOf(')') + 1)) {
                Files.deleteIfExists(file);
                return;
            }
            if (!Files.readString(Path.of("/proc", pid, "cmdline")).isEmpty()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** After a reboot the number may belong to somebody else's process. */
    private static boolean isPostgresOf(ProcessHandle process, Path data) {
        Path environment = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            String command =
                    Files.exists(environment)
                            ? Files.readString(environment)
                            : process.info().commandLine().orElse("");
            return command.contains("postgres") && command.contains(data.toString());
        } catch (IOException gone) {
            return false;
        }
    }
}
