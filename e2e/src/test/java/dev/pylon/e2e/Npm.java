package dev.pylon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A folder of {@code src/test/npm}, copied into target, with its packages installed there. */
final class Npm {
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(3);

    private final Path folder;

    private Npm(Path folder) {
        this.folder = folder;
    }

    /** Copies the folder and installs the exact versions that its package.json names. */
    static Npm install(String name) {
        Path source = Path.of("src", "test", "npm", name);
        Path target = Path.of("target", "npm", name).toAbsolutePath();
        copy(source, target);
        Npm npm = new Npm(target);
        npm.run(
                INSTALL_LIMIT,
                "npm",
                "install",
                "--no-package-lock",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund");
        return npm;
    }

    Path folder() {
        return folder;
    }

    /**
     * Runs a program in the folder.
     *
     * @return what it wrote to its standard output
     * @throws IllegalStateException if it fails or takes longer; its output is in the message
     */
    String run(Duration limit, String... command) {
        try {
            Path output = Files.createTempFile(folder, "run-", ".out");
            Path errors = Files.createTempFile(folder, "run-", ".err");
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectOutput(output.toFile())
                            .redirectError(errors.toFile())
                            .start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            String said = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(
                        List.of(command)
                                + (ended
                                        ? " ended with " + process.exitValue()
                                        : " did not end within " + limit)
                                + ":\n"
                                + said
                                + Files.readString(errors));
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path source, Path target) {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copied = target.resolve(source.relativize(file));
                Files.createDirectories(copied.getParent());
                Files.copy(file, copied, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
