package dev.pylon.cli;

import dev.pylon.api.buyer.BuyerStatus;
import dev.pylon.api.provider.ProviderStatus;
import dev.pylon.api.wallet.AccountView;
import dev.pylon.cli.home.Home;
import dev.pylon.cli.up.Daemon;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pylon status}. It only reads: nothing is started in order to look. */
@Command(name = "status", description = "What runs in this home, who it is, what it has")
final class StatusCommand implements Callable<Integer> {
    @Mixin private Session session = new Session();

    @Override
    public Integer call() {
        Home home = session.home();
        boolean running = new Daemon(home).isRunning();
        @Nullable BuyerStatus buyer =
                running ? orNull(() -> Calls.await(session.buyer().status())) : null;
        @Nullable ProviderStatus provider =
                running ? orNull(() -> Calls.await(session.provider().status())) : null;
        @Nullable AccountView account =
                running ? orNull(() -> Calls.await(session.wallet("cli-wallet").account())) : null;
        if (session.json()) {
            Map<String, @Nullable Object> document = new LinkedHashMap<>();
            document.put("home", home.toString());
            document.put("running", running);
            document.put("buyer", buyer);
            document.put("provider", provider);
            document.put("wallet", account);
            session.output().json(document);
            return running ? ExitCode.OK : ExitCode.UNREACHABLE;
        }
        Output out = session.output();
        out.line("Home       %s", home);
        if (!running) {
            out.line("Nothing is running. Start it with: pylon up");
            return ExitCode.UNREACHABLE;
        }
        if (account != null) {
            out.line(
                    "Wallet     %s available, %s held (account %s, %s)",
                    account.availableMsat().inSat(),
                    account.heldMsat().inSat(),
                    account.account(),
                    account.network());
        }
        if (buyer != null) {
            out.line("Buyer      %s", buyer.npub());
            buyer.relays()
                    .forEach(relay ->
                            out.line(
                                    "  relay    %s  %s%s",
                                    relay.relay(),
                                    relay.state(),
                                    relay.detail() == null ? "" : ": " + relay.detail()));
        }
        if (provider != null) {
            out.line("Provider   %s", provider.npub());
            out.line(
                    "  paid     %s; %d of %d at work, %d jobs open",
                    provider.paymentPolicy(),
                    provider.running(),
                    provider.capacity(),
                    provider.openJobs());
            provider.backends()
                    .forEach(backend ->
                            out.line(
                                    "  backend  %s  %s",
                                    backend.name(),
                                    backend.available()
                                            ? backend.models().stream()
                                                    .map(m ->
                                                            m.model()
                                                                    + " at "
                                                                    + m.priceMsat().inSat())
                                                    .toList()
                                                    .toString()
                                            : "not available: " + backend.reason()));
        }
        return ExitCode.OK;
    }

    private static <T> @Nullable T orNull(Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException notThere) {
            return null;
        }
    }
}
