package dev.pylon.cli.market;

import dev.pylon.api.relay.ImportSummary;
import dev.pylon.api.relay.KindCount;
import dev.pylon.api.relay.RelayInformation;
import dev.pylon.api.relay.RelayStats;
import dev.pylon.cli.Calls;
import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import dev.pylon.cli.transfer.EventExport;
import dev.pylon.cli.transfer.EventImport;
import dev.pylon.cli.transfer.RelayHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pylon relay …}. */
@Command(name = "relay", description = "What a relay says of itself, and its events in and out")
public final class RelayCommand {
    @Mixin private Session session = new Session();

    @Command(name = "info", description = "The relay information document (NIP-11)")
    int info(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "URL",
                            description = "Default: this home's relay")
                    @Nullable String url) {
        RelayInformation info = Calls.await(session.relay(http(url)).information());
        if (session.json()) {
            session.output().json(info);
            return ExitCode.OK;
        }
        Output out = session.output();
        out.line("%s: %s", info.name(), info.description());
        out.line("Software   %s %s", info.software(), info.version());
        out.line("NIPs       %s", info.supportedNips());
        out.line(
                "AUTH       %s",
                info.limitation().authRequired() ? "required" : "not required for everything");
        out.line(
                "Limits     message %d bytes, %d subscriptions, %d filters, %d events a query",
                info.limitation().maxMessageLength(),
                info.limitation().maxSubscriptions(),
                info.limitation().maxFilters(),
                info.limitation().maxLimit());
        return ExitCode.OK;
    }

    @Command(
            name = "stats",
            description = "Events, jobs and handlers on this home's relay, or another Pylon relay")
    int stats(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "URL",
                            description = "Default: this home's relay")
                    @Nullable String url) {
        RelayStats stats = Calls.await(session.relay(http(url)).stats());
        if (session.json()) {
            session.output().json(stats);
            return ExitCode.OK;
        }
        Output out = session.output();
        out.line(
                "Events     %d, %d in the last 24 h  (%s)",
                stats.events().total(), stats.events().last24h(), kinds(stats.events().byKind()));
        out.line(
                "Jobs       %d pending, %d completed in the last 24 h  (%s)",
                stats.jobs().pending(), stats.jobs().completed24h(), kinds(stats.jobs().byKind()));
        out.line("Handlers   %d  (%s)", stats.handlers().total(), kinds(stats.handlers().byKind()));
        return ExitCode.OK;
    }

    @Command(
            name = "import",
            description =
                    "Bring the events of a file of JSON lines into a relay. After an interruption the"
                            + " same command goes on")
    int importEvents(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--url", paramLabel = "URL", description = "Default: this home's relay")
                    @Nullable String url,
            @Option(
                            names = "--key-file",
                            paramLabel = "FILE",
                            description = "An API key with the scope admin (default: this home's)")
                    @Nullable Path keyFile,
            @Option(
                            names = "--trusted",
                            description =
                                    "Do not check ids and signatures; only for a file you made")
                    boolean trusted)
            throws IOException {
        try (RelayHttp relay = new RelayHttp(http(url), key(keyFile))) {
            ImportSummary summary = new EventImport(relay, file, trusted).run();
            if (session.json()) {
                session.output().json(summary);
            } else {
                session.output()
                        .line(
                                "%d lines: %d stored, %d known already, %d refused",
                                summary.lines(),
                                summary.stored(),
                                summary.known(),
                                summary.refused());
                summary.refusals()
                        .forEach(r -> session.output().line("line %d: %s", r.line(), r.reason()));
            }
            return summary.refused() == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    @Command(
            name = "export",
            description =
                    "Write a relay's events to a file of JSON lines, oldest first. If the file is"
                            + " there it goes on after its last line")
    int exportEvents(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(
                            names = "--filter",
                            defaultValue = "{}",
                            paramLabel = "JSON",
                            description = "A filter of NIP-01 (default: everything)")
                    String filter,
            @Option(names = "--url", paramLabel = "URL", description = "Default: this home's relay")
                    @Nullable String url,
            @Option(
                            names = "--key-file",
                            paramLabel = "FILE",
                            description = "An API key with the scope admin (default: this home's)")
                    @Nullable Path keyFile)
            throws IOException {
        long expected = Calls.await(session.relay(http(url)).stats()).events().total();
        try (RelayHttp relay = new RelayHttp(http(url), key(keyFile))) {
            long written = new EventExport(relay, file, filter).run(expected);
            if (session.json()) {
                session.output().json(Map.of("events", written, "file", file.toString()));
            } else {
                session.output().line("%d events written to %s", written, file);
            }
            return ExitCode.OK;
        }
    }

    private String key(@Nullable Path file) throws IOException {
        if (file != null) {
            return Files.readString(file).strip();
        }
        return session.home()
                .apiKey("cli-relay")
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.UNREACHABLE,
                                "There is no key for the relay in "
                                        + session.home()
                                        + ". Make one with: pylon init"));
    }

    private String http(@Nullable String url) {
        if (url == null) {
            return "http://127.0.0.1:" + session.home().ports().relay();
        }
        return url.replaceFirst("^ws", "http");
    }

    private static String kinds(List<KindCount> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.stream()
                        .map(c -> "kind " + c.kind() + ": " + c.count())
                        .collect(Collectors.joining(", "));
    }
}
