package dev.pylon.bench.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What was measured, in Markdown: said as it is known, and written to a file each time. */
final class Report {
    private final Path file;
    private final StringBuilder text = new StringBuilder();

    Report(Path file) {
        this.file = file;
    }

    void begin() {
        say(
                "## A relay under load%n%n%s, JDK %s, %d CPUs, load average %s at the start.%n%s%n"
                        .formatted(
                                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                                System.getProperty("java.version"),
                                Runtime.getRuntime().availableProcessors(),
                                loadAverage(),
                                "A relay of ours runs with these limits lifted: "
                                        + String.join(" ", OwnRelay.LIFTED)));
    }

    void section(String title, String counted) {
        say("%n### %s%n%n".formatted(title) + Result.HEADER.formatted("What", counted));
    }

    void add(Result result) {
        say(result.row() + "\n");
    }

    void note(String line) {
        say("\n" + line + "\n");
    }

    void end() {
        say("%nLoad average %s at the end.%n".formatted(loadAverage()));
    }

    private void say(String more) {
        System.out.print(more);
        text.append(more);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String loadAverage() {
        double average = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return String.format(Locale.ROOT, "%.1f", average);
    }
}
