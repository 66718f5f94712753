package dev.pylon.cli.bridge;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.kit.client.TrustedCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** A bridge-agent that is not this home's, such as one on a Mac. */
final class Elsewhere {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description =
                    "Another bridge-agent, such as https://mac.local:7463 (default: this home's)")
    private @Nullable String url;

    @Option(
            names = "--key-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Holds its API key; needed with --url")
    private @Nullable Path keyFile;

    @Option(
            names = "--certificate",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "PEM of the certificate it may show, if it signed it itself")
    private @Nullable Path certificate;

    /** Empty if none was named. */
    Optional<BridgeApi> client() {
        String named = url;
        if (named == null) {
            return Optional.empty();
        }
        String key = key();
        return Optional.of(
                ServiceClients.create(
                        BridgeApi.class,
                        named,
                        () -> key,
                        LIMIT,
                        certificate == null ? null : TrustedCertificates.read(certificate)));
    }

    private String key() {
        if (keyFile == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "A bridge-agent elsewhere wants its own API key: --key-file FILE");
        }
        try {
            return Files.readString(keyFile).strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The file " + keyFile + " can't be read: " + e.getMessage());
        }
    }
}
