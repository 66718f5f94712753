package dev.pylon.cli.up;

import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Session;
import dev.pylon.cli.home.Home;
import dev.pylon.cli.home.Setup;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.keyfile.KeyFile;
import java.io.Console;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pylon init}. */
@Command(
        name = "init",
        description =
                "Make this home's configuration, identities and API keys, if they are not there")
public final class InitCommand implements Callable<Integer> {
    @Mixin private Session session = new Session();

    @Option(
            names = "--port-offset",
            description = "Added to every port (default: 0)",
            paramLabel = "N")
    private int portOffset;

    @Option(
            names = "--address",
            description =
                    "This machine's address: its relay and wallet then answer other machines too",
            paramLabel = "HOST")
    private @Nullable String address;

    @Option(
            names = "--relay",
            description =
                    "A relay elsewhere; may be repeated. Ours is then started in mode all only",
            paramLabel = "URL")
    private List<String> relays = List.of();

    @Option(
            names = "--wallet",
            description = "Another machine's wallet, used in place of our own",
            paramLabel = "URL")
    private @Nullable String wallet;

    @Option(
            names = "--wallet-key",
            description = "The file with its key (made there by: pylon wallet key)",
            paramLabel = "FILE")
    private @Nullable Path walletKey;

    @Override
    public Integer call() {
        Home home = session.home();
        boolean fresh = !home.isInitialised();
        home.initialise(new Setup(portOffset, address, relays, wallet, walletKey));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("home", home.toString());
        document.put("created", fresh);
        document.put("portOffset", home.ports().offset());
        for (String identity : new String[] {"buyer", "provider"}) {
            document.put(identity, npub(home, identity));
        }
        if (session.json()) {
            session.output().json(document);
            return ExitCode.OK;
        }
        session.output()
                .line(
                        fresh ? "Made a home for Pylon in %s" : "%s is a home for Pylon already",
                        home);
        session.output().line("  buyer      %s", document.get("buyer"));
        session.output().line("  provider   %s", document.get("provider"));
        session.output().line("  settings   %s", home.configuration());
        session.output()
                .line("Keep the folder %s safe: whoever has the keys in it is you.", home.keys());
        return ExitCode.OK;
    }

    /** An encrypted key's password is asked for, if it is nowhere and somebody is there. */
    private String npub(Home home, String identity) {
        KeyFile key = home.keyFile(identity);
        Console console = System.console();
        if (session.json() || console == null || !console.isTerminal() || !key.wantsPassword()) {
            return home.npub(identity);
        }
        char[] password = console.readPassword("Password of the key of the %s: ", identity);
        String npub =
                PublicKeys.npub(key.read(password == null ? new char[0] : password).publicKey());
        session.output()
                .line(
                        "Its service takes it from the file that %s names, or from %s.",
                        KeyFile.SETTING, KeyFile.VARIABLE);
        return npub;
    }
}
