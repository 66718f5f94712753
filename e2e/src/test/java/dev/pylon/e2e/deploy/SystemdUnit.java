package dev.pylon.e2e.deploy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** {@code pylon.service}, read as far as a test needs it. */
final class SystemdUnit {
    static final Path FILE =
            Deploy.ROOT.resolve("deploy").resolve("systemd").resolve("pylon.service");

    private final List<String> lines;

    SystemdUnit() {
        lines =
                Deploy.text(FILE)
                        .replace("\\\n", " ")
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .toList();
    }

    /** The one value of a setting. */
    String value(String name) {
        List<String> values =
                lines.stream()
                        .filter(line -> line.startsWith(name + "="))
                        .map(line -> line.substring(name.length() + 1).strip())
                        .toList();
        if (values.size() != 1) {
            throw new AssertionError(name + " is there " + values.size() + " times");
        }
        return values.getFirst();
    }

    /** The command, with this build in the place of the installed one. */
    List<String> command() {
        String here =
                value("ExecStart")
                        .replaceFirst(
                                "^/opt/pylon/jdk/",
                                System.getProperty("java.home").replace("$", "\\$") + "/");
        return Arrays.stream(Pattern.compile(" +").split(here))
                .map(word ->
                        word.equals("/opt/pylon/lib/*")
                                ? System.getProperty("java.class.path")
                                : word)
                .toList();
    }
}
