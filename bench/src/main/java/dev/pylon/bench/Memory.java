package dev.pylon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Memory of a process with all its children, from Linux's {@code /proc}. Counted is the
 * proportional set size: pages that processes share, such as PostgreSQL's buffers, count once.
 */
public record Memory(long kib) {
    public static Memory of(ProcessHandle process) {
        return new Memory(
                Stream.concat(Stream.of(process), process.descendants())
                        .mapToLong(one -> kib(one.pid()))
                        .sum());
    }

    /** The process that a file's first line names. */
    static Memory ofProcessIn(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        return ProcessHandle.of(pid).map(Memory::of).orElse(new Memory(0));
    }

    @Override
    public String toString() {
        return Math.round(kib / 1024.0) + " MiB";
    }

    /** 0 for a process that has ended meanwhile. */
    private static long kib(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | java.io.UncheckedIOException ended) {
            return 0;
        }
    }
}
