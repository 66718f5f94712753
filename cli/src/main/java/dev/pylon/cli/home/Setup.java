package dev.pylon.cli.home;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a new home is told of other machines.
 *
 * @param portOffset added to every port
 * @param address where other machines reach this one's relay and wallet; null keeps both to
 *     themselves
 * @param relays relays elsewhere
 * @param wallet the wallet of another machine, used in place of our own
 * @param walletKey a file with the API key which that wallet's owner made
 */
public record Setup(
        int portOffset,
        @Nullable String address,
        List<String> relays,
        @Nullable String wallet,
        @Nullable Path walletKey) {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.-]+");
    private static final Pattern RELAY = Pattern.compile("wss?://[^\\s\"]+");
    private static final Pattern WALLET = Pattern.compile("https?://[^\\s\"]+");

    public Setup {
        relays = List.copyOf(relays);
        if (address != null) {
            require(ADDRESS, address, "--address is a name or an IPv4 address, such as 192.0.2.10");
        }
        relays.forEach(
                url -> require(RELAY, url, "--relay is a URL, such as ws://192.0.2.10:7447"));
        if (wallet != null) {
            require(WALLET, wallet, "--wallet is a URL, such as http://192.0.2.10:7462");
        }
        if ((wallet == null) != (walletKey == null)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--wallet and --wallet-key belong together. The key is made on the wallet's machine with:"
                            + " pylon wallet key NAME");
        }
    }

    public static Setup alone(int portOffset) {
        return new Setup(portOffset, null, List.of(), null, null);
    }

    /** Whether it says no more than where the ports are. */
    public boolean isAlone() {
        return address == null && relays.isEmpty() && wallet == null;
    }

    String configuration() {
        return Settings.TEMPLATE.formatted(
                new Ports(portOffset).offset(),
                relays.stream()
                        .map(url -> '"' + url + '"')
                        .collect(Collectors.joining(", ", "[", "]")),
                address == null ? "#address: 192.0.2.10" : "address: \"" + address + '"',
                wallet == null ? "#wallet: http://192.0.2.10:7462" : "wallet: \"" + wallet + '"');
    }

    private static void require(Pattern form, String value, String what) {
        if (!form.matcher(value).matches()) {
            throw new CommandFailure(ExitCode.USAGE, what + ", not '" + value + "'");
        }
    }
}
