package dev.pylon.cli.up;

import java.nio.file.Path;
import java.util.List;

/** How the services' JVM is started on one machine: small, and quick to be ready. */
final class JvmOptions {
    private static final String LOG_LEVEL = "pylon.log.level";

    private JvmOptions() {}

    /** Whether this JVM was started with them. */
    static boolean ours() {
        return System.getProperty(LOG_LEVEL) != null;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static List<String> forServices() {
        return List.of(
                "-Xlog:disable",
                "-Xmx320m",
                "-XX:+UseSerialGC",
                // two compiler threads: more of them take the processor from what starts
                "-XX:CICompilerCount=2",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dfile.encoding=UTF-8",
                // five services share one log, so none of them sets it up
                "-Dorg.springframework.boot.logging.LoggingSystem=none",
                "-D" + LOG_LEVEL + "=info",
                "-Dpylon.log.libraries=warn",
                "-cp",
                System.getProperty("java.class.path"));
    }
}
