package dev.pylon.bench;

import dev.pylon.cli.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A home of its own for one measurement, run by the {@code pylon} command in processes of their own
 * as a user runs it. Removed at the end.
 */
final class TemporaryPylon implements AutoCloseable {
    private static final Duration PREPARED = Duration.ofMinutes(3);

    private final Home home;

    private TemporaryPylon(Home home) {
        this.home = home;
    }

    static TemporaryPylon create(int portOffset, String modelUrl) throws IOException {
        Home home = new Home(Files.createTempDirectory("pylon-bench"));
        home.initialise(portOffset);
        Files.writeString(
                home.configuration(),
                """
                provider-service:
                  pylon.provider.backends.openai.instant.url: %s
                """
                        .formatted(modelUrl),
                StandardOpenOption.APPEND);
        TemporaryPylon pylon = new TemporaryPylon(home);
        Runtime.getRuntime().addShutdownHook(new Thread(pylon::closeQuietly, "remove"));
        return pylon;
    }

    Home home() {
        return home;
    }

    /** How long {@code pylon up} took, with the start of its own JVM. */
    Duration up() throws IOException, InterruptedException {
        return pylon("up");
    }

    Duration down() throws IOException, InterruptedException {
        return pylon("down");
    }

    /** The first run's classes are prepared for later ones in the background, after its end. */
    void awaitPreparedClasses() throws IOException, InterruptedException {
        long end = System.nanoTime() + PREPARED.toNanos();
        while (!arePrepared()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no prepared classes appear in " + home.cache());
            }
            Thread.sleep(100);
        }
    }

    private boolean arePrepared() throws IOException {
        try (Stream<Path> files = Files.list(home.cache())) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("services-"));
        }
    }

    Memory services() throws IOException {
        return Memory.ofProcessIn(home.run().resolve("pylon.pid"));
    }

    Memory postgres() throws IOException {
        return Memory.ofProcessIn(home.folder().resolve("db").resolve("postmaster.pid"));
    }

    /** Also runs when this JVM is told to end. */
    @Override
    public synchronized void close() throws IOException {
        if (!Files.exists(home.folder())) {
            return;
        }
        try {
            down();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        List<Path> all;
        try (Stream<Path> inside = Files.walk(home.folder())) {
            all = inside.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("Left behind: " + home + ": " + e.getMessage());
        }
    }

    private Duration pylon(String command) throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+AutoCreateSharedArchive",
                                "-XX:SharedArchiveFile=" + home.cache().resolve("cli.jsa"),
                                "-Xlog:disable",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.pylon.cli.Pylon"));
        line.addAll(List.of(command, "--home", home.toString()));
        Path said = home.logs().resolve("bench-" + command + ".log");
        long start = System.nanoTime();
        int exit =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start()
                        .waitFor();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (exit != 0) {
            throw new IllegalStateException(
                    "pylon " + command + " failed:\n" + Files.readString(said));
        }
        return took;
    }
}
