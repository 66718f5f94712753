package dev.pylon.cli.home;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What {@code config.yml} says.
 *
 * @param portOffset added to every port
 * @param network regtest, signet or mainnet
 * @param relays further relays beside this machine's own
 * @param address where other machines reach this one's relay and wallet; empty keeps both to
 *     themselves
 * @param wallet the URL of another machine's wallet, used in place of our own; empty for our own
 * @param initialFundingMsat what the buyer's account starts with on regtest
 * @param services properties handed to a service as they are, by the service's name
 */
public record Settings(
        int portOffset,
        String network,
        List<String> relays,
        Optional<String> address,
        Optional<String> wallet,
        long initialFundingMsat,
        Map<String, Map<String, String>> services) {
    static final String TEMPLATE =
            """
            # Pylon on this machine. Every line may be left out; what stands here are the defaults.
            port-offset: %d          # added to every port, so that several homes run side by side
            network: regtest        # regtest, signet or mainnet
            relays: %s              # more relays beside our own, such as wss://relay.example.com
            %s   # where other machines reach our relay and wallet; without it they can't
            %s   # another machine's wallet in place of our own (see docs/two-machines.md)
            initial-funding-msat: 1000000000   # what the buyer's account starts with, on regtest only

            # Any property of a service may be set under its name, for example:
            # provider-service:
            #   pylon.provider.price-msat: 21000
            """;

    private static final Set<String> SERVICES =
            Set.of(
                    "relay-service",
                    "wallet-service",
                    "provider-service",
                    "buyer-service",
                    "bridge-agent");
    private static final long DEFAULT_FUNDING_MSAT = 1_000_000_000L;

    static Settings read(Path file) {
        if (!Files.exists(file)) {
            return of(Map.of(), file);
        }
        try {
            Object document =
                    new Yaml(new SafeConstructor(new LoaderOptions()))
                            .load(PrivateFiles.read(file));
            if (document == null) {
                return of(Map.of(), file);
            }
            if (document instanceof Map<?, ?> map) {
                return of(map, file);
            }
            throw wrong(file, "it must be a list of 'name: value' lines");
        } catch (YAMLException e) {
            throw wrong(file, String.valueOf(e.getMessage()));
        }
    }

    private static Settings of(Map<?, ?> map, Path file) {
        int offset = 0;
        String network = "regtest";
        List<String> relays = List.of();
        Optional<String> address = Optional.empty();
        Optional<String> wallet = Optional.empty();
        long funding = DEFAULT_FUNDING_MSAT;
        Map<String, Map<String, String>> services = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = String.valueOf(entry.getKey());
            Object value = entry.getValue();
            switch (name) {
                case "port-offset" -> offset = (int) whole(file, name, value);
                case "network" -> network = String.valueOf(value);
                case "relays" ->
                        relays =
                                value instanceof List<?> list
                                        ? list.stream().map(String::valueOf).toList()
                                        : List.of();
                case "address" -> address = Optional.of(String.valueOf(value));
                case "wallet" -> wallet = Optional.of(String.valueOf(value));
                case "initial-funding-msat" -> funding = whole(file, name, value);
                default -> {
                    if (!SERVICES.contains(name)) {
                        throw wrong(file, "'" + name + "' is not known; services are " + SERVICES);
                    }
                    Map<String, String> flat = new LinkedHashMap<>();
                    flatten("", value, flat);
                    services.put(name, flat);
                }
            }
        }
        if (!Set.of("regtest", "signet", "mainnet").contains(network)) {
            throw wrong(file, "network is regtest, signet or mainnet, not " + network);
        }
        return new Settings(offset, network, relays, address, wallet, funding, services);
    }

    private static void flatten(String prefix, @Nullable Object value, Map<String, String> into) {
        switch (value) {
            case null -> {}
            case Map<?, ?> map ->
                    map.forEach((key, inner) ->
                            flatten(prefix.isEmpty() ? key + "" : prefix + "." + key, inner, into));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    flatten(prefix + "[" + i + "]", list.get(i), into);
                }
            }
            default -> into.put(prefix, value.toString());
        }
    }

    private static long whole(Path file, String name, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw wrong(file, name + " must be a whole number, not '" + value + "'");
    }

    private static CommandFailure wrong(Path file, String what) {
        return new CommandFailure(ExitCode.USAGE, file + ": " + what);
    }
}
