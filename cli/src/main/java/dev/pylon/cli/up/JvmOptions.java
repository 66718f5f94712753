package dev.pylon.cli.up;

import dev.pylon.cli.home.Home;
import java.nio.file.Path;
import java.util.List;

/** How the services' JVM is started on one machine: small, and quick to be ready. */
final class JvmOptions {
    private JvmOptions() {}

    static List<String> forServices(Home home) {
        Path archive = home.cache().resolve("services.jsa");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + archive,
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dfile.encoding=UTF-8",
                // five services share one log, so none of them sets it up
                "-Dorg.springframework.boot.logging.LoggingSystem=none",
                "-Dpylon.log.level=info",
                "-Dpylon.log.libraries=warn",
                "-cp",
                System.getProperty("java.class.path"));
    }
}
