package dev.pylon.e2e.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folders that things are deployed from. */
final class Deploy {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path K8S = ROOT.resolve("k8s");
    static final Path BASE = K8S.resolve("base");
    static final Path DEV = K8S.resolve("overlays").resolve("dev");
    static final Path DASHBOARDS = K8S.resolve("dashboards");
    static final Path ALERTS = K8S.resolve("alerts");

    /** What runs in a cluster; bridge-agent runs on Macs. */
    static final List<String> SERVICES =
            List.of("relay-service", "wallet-service", "provider-service", "buyer-service");

    private Deploy() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
