package dev.pylon.cli.console;

import dev.pylon.api.console.ConsoleApi;
import dev.pylon.cli.Calls;
import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import dev.pylon.cli.home.Ports;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pylon console}: links that sign a browser in, so that nobody has to copy a key. */
@Command(
        name = "console",
        description = "Open the web console: prints links that sign in once, within a minute")
public final class ConsoleCommand implements Callable<Integer> {
    @Mixin private Session session = new Session();

    @Option(names = "--provider", description = "Open the provider's console, not the buyer's")
    private boolean provider;

    @Option(names = "--relay", description = "Open the relay's console, not the buyer's")
    private boolean relay;

    @Option(names = "--no-open", description = "Only print the links")
    private boolean onlyPrint;

    @Override
    public Integer call() {
        Ports ports = session.home().ports();
        Map<String, String> links = new LinkedHashMap<>();
        link(session.buyerConsole(), ports.buyer()).ifPresent(url -> links.put("buyer", url));
        link(session.providerConsole(), ports.provider())
                .ifPresent(url -> links.put("provider", url));
        link(session.relayConsole(), ports.relay()).ifPresent(url -> links.put("relay", url));
        if (links.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "Neither buyer nor provider nor relay answers. Start them with: pylon up");
        }
        if (session.json()) {
            session.output().json(links);
            return ExitCode.OK;
        }
        Output out = session.output();
        links.forEach((service, url) -> out.line("%-9s %s", service, url));
        String wanted = links.get(wanted());
        if (wanted != null && !onlyPrint && Desktop.open(wanted)) {
            out.line("Opened in your browser.");
        } else {
            out.line("Each link signs in once, within a minute.");
        }
        return ExitCode.OK;
    }

    private String wanted() {
        if (relay) {
            return "relay";
        }
        return provider ? "provider" : "buyer";
    }

    /** Empty if the service does not run here. */
    private static Optional<String> link(ConsoleApi console, int port) {
        try {
            return Optional.of("http://127.0.0.1:" + port + Calls.await(console.ticket()).path());
        } catch (WebClientRequestException notThere) {
            return Optional.empty();
        }
    }
}
