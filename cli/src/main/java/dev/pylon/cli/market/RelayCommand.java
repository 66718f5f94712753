package dev.pylon.cli.market;

import dev.pylon.api.relay.KindCount;
import dev.pylon.api.relay.RelayInformation;
import dev.pylon.api.relay.RelayStats;
import dev.pylon.cli.Calls;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pylon relay …}. */
@Command(name = "relay", description = "What a relay says of itself")
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
