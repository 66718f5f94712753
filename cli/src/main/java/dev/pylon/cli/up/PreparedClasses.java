package dev.pylon.cli.up;

import dev.pylon.cli.home.Home;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The services' classes as their JVM finds them prepared (JEP 483). The first run of a build writes
 * down what it loads; once it has ended, a process in the background makes the cache of that, which
 * every later start uses. It is made again for other jars or another JDK.
 */
final class PreparedClasses {
    private final Home home;
    private final String classPath;

    PreparedClasses(Home home) {
        this.home = home;
        this.classPath = System.getProperty("java.class.path");
    }

    /** What the services' JVM is told; nothing where classes are not in jars, as in tests. */
    List<String> options() {
        if (!possible()) {
            return List.of();
        }
        return Files.exists(cache())
                ? List.of("-XX:AOTCache=" + cache())
                : List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording());
    }

    /**
     * After the services have ended: makes the cache in the background if they left a recording.
     */
    void makeFromRecording() {
        if (!possible() || Files.exists(cache()) || !Files.exists(recording())) {
            return;
        }
        Path unfinished = cache().resolveSibling("unfinished.aot");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "/bin/sh",
                                "-c",
                                "unfinished=$1; cache=$2; recording=$3; shift 3; trap '' INT HUP; "
                                        + "rm -f \"$(dirname \"$cache\")\"/services-*.aot; "
                                        + "nice \"$@\" && mv \"$unfinished\" \"$cache\"; "
                                        + "rm -f \"$unfinished\" \"$recording\"",
                                "sh",
                                unfinished.toString(),
                                cache().toString(),
                                recording().toString(),
                                JvmOptions.java(),
                                "-XX:AOTMode=create",
                                "-XX:AOTConfiguration=" + recording(),
                                "-XX:AOTCache=" + unfinished));
        command.addAll(JvmOptions.forServices());
        try {
            new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException notEssential) {
            // the next start is as slow as this one was
        }
    }

    private boolean possible() {
        return Stream.of(classPath.split(File.pathSeparator))
                .allMatch(part -> part.endsWith(".jar"));
    }

    private Path cache() {
        return home.cache().resolve("services-" + build() + ".aot");
    }

    private Path recording() {
        return home.cache().resolve("services.aotconf");
    }

    /** The JVM refuses a cache of other jars, so each build has a name of its own. */
    private String build() {
        CRC32 sum = new CRC32();
        sum.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
        for (String jar : classPath.split(File.pathSeparator)) {
            File file = new File(jar);
            String line = jar + " " + file.length() + " " + file.lastModified();
            sum.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
