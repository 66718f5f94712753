package dev.pylon.cli;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.console.ConsoleApi;
import dev.pylon.api.provider.ProviderApi;
import dev.pylon.api.relay.RelayApi;
import dev.pylon.api.wallet.WalletApi;
import dev.pylon.cli.home.Home;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What every command shares: which home it works in, how it prints, and the services' clients. */
public final class Session {
    @Option(
            names = "--home",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description =
                    "Folder of configuration, keys, database and logs (default: $$PYLON_HOME, else ~/.pylon)")
    private @Nullable Path asked;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print one JSON document instead of sentences")
    private boolean json;

    private final Output output = new Output(System.out);

    public Home home() {
        return Home.find(asked);
    }

    public boolean json() {
        return json;
    }

    public Output output() {
        return output;
    }

    public BuyerApi buyer() {
        return client(BuyerApi.class, home().ports().buyer(), "cli-buyer");
    }

    public ProviderApi provider() {
        return client(ProviderApi.class, home().ports().provider(), "cli-provider");
    }

    /** The wallet as one account's owner; another machine's by the only key that we have of it. */
    public WalletApi wallet(String caller) {
        Optional<String> elsewhere = home().settings().wallet();
        if (elsewhere.isPresent()) {
            return client(WalletApi.class, elsewhere.get(), Home.PROVIDER_WALLET);
        }
        return client(WalletApi.class, home().ports().wallet(), caller);
    }

    public BridgeApi bridge() {
        return client(BridgeApi.class, home().ports().bridge(), "cli-bridge");
    }

    public ConsoleApi buyerConsole() {
        return client(ConsoleApi.class, home().ports().buyer(), "cli-buyer");
    }

    public ConsoleApi providerConsole() {
        return client(ConsoleApi.class, home().ports().provider(), "cli-provider");
    }

    public ConsoleApi relayConsole() {
        return client(ConsoleApi.class, home().ports().relay(), "cli-relay");
    }

    public RelayApi relay(String httpUrl) {
        return Clients.create(RelayApi.class, httpUrl, null);
    }

    /**
     * @throws CommandFailure if there is none yet
     */
    public Home requireHome() {
        Home home = home();
        if (!home.isInitialised()) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "There is no Pylon in " + home + " yet. Make one with: pylon init");
        }
        return home;
    }

    private <T> T client(Class<T> api, int port, String caller) {
        return client(api, "http://127.0.0.1:" + port, caller);
    }

    private <T> T client(Class<T> api, String url, String caller) {
        String key =
                home().apiKey(caller)
                        .orElseThrow(() ->
                                new CommandFailure(
                                        ExitCode.UNREACHABLE,
                                        "There is no Pylon in "
                                                + home()
                                                + " yet. Start one with: pylon up"));
        return Clients.create(api, url, key);
    }
}
