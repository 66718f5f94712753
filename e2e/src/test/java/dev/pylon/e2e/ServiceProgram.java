package dev.pylon.e2e;

import dev.pylon.cli.up.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.springframework.util.FileSystemUtils;

/**
 * What a service's process is started from: its jar as it is shipped, or that jar unpacked beside
 * the tests, with its classes prepared by the first process that ended in peace (JEP 514). The
 * second starts in a quarter of the time.
 */
final class ServiceProgram {
    private static final Path FOLDER = Path.of("target", "services").toAbsolutePath();
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final List<String> OPTIONS =
            List.of(
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final Path jar;
    private final boolean unpacked;
    private final Path cache;
    private final Path ownCache;

    private ServiceProgram(Path jar, boolean unpacked) {
        this.jar = jar;
        this.unpacked = unpacked;
        this.cache = jar.resolveSibling("classes.aot");
        this.ownCache = jar.resolveSibling("classes-" + UUID.randomUUID() + ".aot");
    }

    /** The jar that users are given. */
    static ServiceProgram packed(Service service) {
        String name = service.configName();
        Path jar =
                Path.of("..", name, "target", name + "-0.1.0-SNAPSHOT-exec.jar")
                        .toAbsolutePath()
                        .normalize();
        if (!Files.exists(jar)) {
            throw new IllegalStateException(
                    jar + " is not built: run mvn verify, which packages it before these tests");
        }
        return new ServiceProgram(jar, false);
    }

    /** The same, unpacked if no earlier test has done that. */
    static ServiceProgram unpacked(Service service) {
        Path jar = packed(service).jar;
        try {
            Path builds = FOLDER.resolve(service.configName());
            Path folder = builds.resolve(sum(jar));
            if (!Files.exists(folder)) {
                FileSystemUtils.deleteRecursively(builds);
                unpack(jar, folder);
            }
            return new ServiceProgram(folder.resolve(jar.getFileName()), true);
        } catch (IOException e) {
            throw new IllegalStateException("cannot unpack " + jar, e);
        }
    }

    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(OPTIONS);
        if (unpacked) {
            command.add(
                    Files.exists(cache)
                            ? "-XX:AOTCache=" + cache
                            : "-XX:AOTCacheOutput=" + ownCache);
        }
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(arguments);
        return command;
    }

    /** What its process has prepared, if it did, is for the next ones. */
    void ended() {
        try {
            if (Files.exists(ownCache)) {
                Files.move(ownCache, cache, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(Path jar, Path folder) throws IOException {
        Path draft = folder.resolveSibling("draft");
        Process process =
                new ProcessBuilder(
                                JAVA,
                                "-Djarmode=tools",
                                "-jar",
                                jar.toString(),
                                "extract",
                                "--force",
                                "--destination",
                                draft.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(said);
        }
        Files.move(draft, folder);
    }

    /** Jars of any build have the same time, and may have the same length. */
    private static String sum(Path jar) throws IOException {
        CRC32 sum = new CRC32();
        try (InputStream bytes = new CheckedInputStream(Files.newInputStream(jar), sum)) {
            bytes.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
