package dev.pylon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JavaScript programs of {@code src/test/npm}, copied under {@code target} with their packages. */
final class Npm {
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);
    private static final AtomicInteger RUNS = new AtomicInteger();

    private final Path folder;

    private Npm(Path folder) {
        this.folder = folder;
    }

    /** The programs of a folder, with the packages that its {@code package.json} names. */
    static Npm install(String name) {
        Path source = Path.of("src", "test", "npm", name);
        Path target = Path.of("target", "npm", name).toAbsolutePath();
        try {
            Path described = target.resolve("package.json");
            boolean current =
                    Files.exists(target.resolve("node_modules"))
                            && Files.exists(described)
                            && Files.mismatch(described, source.resolve("package.json")) == -1;
            Files.createDirectories(target);
            copy(source, target);
            Npm npm = new Npm(target);
            if (!current) {
                npm.start(
                                List.of(
                                        "npm",
                                        "install",
                                        "--no-package-lock",
                                        "--ignore-scripts",
                                        "--no-audit",
                                        "--no-fund"),
                                Map.of())
                        .awaitSuccess(INSTALL_LIMIT);
            }
            return npm;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copied = target.resolve(source.relativize(file));
                Files.createDirectories(copied.getParent());
                Files.copy(file, copied, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    Path folder() {
        return folder;
    }

    /** Runs a command in the folder to its good end; what it wrote to its standard output. */
    String run(Duration limit, String... command) {
        Running running = start(List.of(command), Map.of());
        running.awaitSuccess(limit);
        return Running.read(running.out);
    }

    /** Starts a program with these variables added to its environment. */
    Running node(String program, Map<String, String> variables) {
        return start(List.of("node", program), variables);
    }

    private Running start(List<String> command, Map<String, String> variables) {
        Path base = folder.resolve("run-" + RUNS.incrementAndGet());
        Path out = Path.of(base + ".out");
        Path err = Path.of(base + ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return new Running(command, process, out, err);
        } catch (IOException e) {
            throw new IllegalStateException(
                    command.getFirst() + " is needed: apt install nodejs npm", e);
        }
    }

    /** A program that was started; closing ends it. */
    record Running(List<String> command, Process process, Path out, Path err)
            implements AutoCloseable {
        /** What it wrote last, once it has ended well. */
        JsonNode answer(Duration limit) {
            awaitSuccess(limit);
            return lines().getLast();
        }

        /** The first line that has this field. */
        JsonNode awaitLine(String field, Duration limit) {
            return Awaitility.await(command + " says " + field)
                    .atMost(limit)
                    .until(
                            () -> {
                                if (!process.isAlive() && process.exitValue() != 0) {
                                    throw failed("ended with " + process.exitValue());
                                }
                                return lines().stream().filter(line -> line.has(field)).toList();
                            },
                            found -> !found.isEmpty())
                    .getFirst();
        }

        void awaitSuccess(Duration limit) {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw failed("did not end within " + limit);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            if (process.exitValue() != 0) {
                throw failed("ended with " + process.exitValue());
            }
        }

        /** Whole lines of JSON; anything else that a library writes there is left out. */
        private List<JsonNode> lines() {
            String text = read(out);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .map(JsonMapper.builder().build()::readTree)
                    .toList();
        }

        private AssertionError failed(String how) {
            return new AssertionError(
                    String.join(" ", command)
                            + " "
                            + how
                            + "; it said "
                            + read(out)
                            + "\n"
                            + read(err));
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }
}
