package dev.pylon.e2e;

import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.provider.BackendStatus;
import dev.pylon.api.provider.ProviderApi;
import dev.pylon.api.wallet.FundAccount;
import dev.pylon.api.wallet.WalletApi;
import dev.pylon.cli.Clients;
import dev.pylon.cli.home.Home;
import dev.pylon.cli.home.Ports;
import dev.pylon.cli.up.Arguments;
import dev.pylon.cli.up.Service;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.LocalPostgres;
import dev.pylon.postgres.junit.FreePorts;
import dev.pylon.primitives.Msat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A market on this machine for one test class: relays, a wallet, a bridge, providers and a buyer,
 * each a process of its own, with a PostgreSQL of their own. What a home is and how services are
 * configured is the command line's code.
 */
final class Market implements AutoCloseable {

    static {
        // a condition may be late on a machine that does other things, too
        Awaitility.setDefaultTimeout(Duration.ofSeconds(90));
    }

    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** So that the quote of a provider that has just started is in time. */
    private static final String[] PATIENT = {"--pylon.buyer.quote-window=3s"};

    private final Home home;
    private final LocalPostgres postgres;
    private final Arguments arguments;
    private final String testName;
    private final Map<String, ServiceProcess> processes = new LinkedHashMap<>();
    private boolean packed;

    private Market(Home home, LocalPostgres postgres, String testName) {
        this.home = home;
        this.postgres = postgres;
        this.arguments = new Arguments(home, home.settings(), postgres, true);
        this.testName = testName;
    }

    /** A home with its database; no service yet. */
    static Market open(Class<?> test) {
        try {
            return open(test, Files.createTempDirectory("pylon-e2e-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same in this folder. */
    static Market open(Class<?> test, Path folder) {
        Home home = new Home(folder);
        home.initialise(FreePorts.offset(new Ports(0).all()));
        LocalPostgres postgres = LocalPostgres.start(folder, home.ports().postgres());
        return new Market(home, postgres, test.getSimpleName());
    }

    /** From now on services are started from the jars that users are given. */
    Market packed() {
        packed = true;
        return this;
    }

    /** All five services, started together. */
    static Market openWithAll(Class<?> test) {
        Market market = open(test);
        try {
            for (Service service : Service.values()) {
                market.launch(service, service == Service.BUYER ? PATIENT : new String[0]);
            }
            market.awaitAllReady();
            market.fund("buyer", Msat.ofSat(100_000));
            return market;
        } catch (RuntimeException e) {
            market.close();
            throw e;
        }
    }

    ServiceProcess launch(Service service, String... overrides) {
        return launch(service.configName(), service, service.port(home.ports()), overrides);
    }

    /** A relay that asks nobody who is there, and gives whole what the tests write. */
    ServiceProcess launchOpenRelay(String... overrides) {
        return launch(Service.RELAY, openRelay(overrides));
    }

    private static String[] openRelay(String... overrides) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--pylon.relay.auth.read=false",
                                "--pylon.relay.auth.write=false",
                                "--pylon.relay.limits.max-limit=1000000",
                                "--pylon.relay.limits.default-limit=1000000"));
        all.addAll(Arrays.asList(overrides));
        return all.toArray(String[]::new);
    }

    /** Another such relay on the same database. */
    ServiceProcess launchReplica(String name, String... overrides) {
        List<String> all = new ArrayList<>(Arrays.asList(openRelay(overrides)));
        String database = Service.RELAY.database();
        all.add("--spring.r2dbc.url=" + postgres.r2dbcUrl(database));
        all.add("--spring.flyway.url=" + postgres.jdbcUrl(database));
        return launchAnother(name, Service.RELAY, all.toArray(String[]::new));
    }

    /** A second one of a kind: its own name, port, database and, for relays and providers, key. */
    ServiceProcess launchAnother(String name, Service service, String... overrides) {
        int port = FreePorts.next();
        String database = "pylon_" + name.replace('-', '_');
        List<String> own = new ArrayList<>();
        own.add("--server.port=" + port);
        if (!service.database().isEmpty()) {
            postgres.createDatabase(database);
            own.add("--spring.r2dbc.url=" + postgres.r2dbcUrl(database));
            own.add("--spring.flyway.url=" + postgres.jdbcUrl(database));
        }
        if (service == Service.RELAY) {
            own.add("--pylon.relay.public-url=ws://127.0.0.1:" + port);
        }
        if (service == Service.PROVIDER || service == Service.BUYER) {
            own.add("--pylon.identity.key-file=" + newKey(name));
        }
        own.addAll(Arrays.asList(overrides));
        return launch(name, service, port, own.toArray(String[]::new));
    }

    private ServiceProcess launch(String name, Service service, int port, String... overrides) {
        if (!service.database().isEmpty()) {
            postgres.createDatabase(service.database());
        }
        List<String> all = new ArrayList<>(Arrays.asList(arguments.of(service)));
        all.addAll(Arrays.asList(overrides));
        ServiceProcess process =
                ServiceProcess.launch(
                        name,
                        packed ? ServiceProgram.packed(service) : ServiceProgram.unpacked(service),
                        lastWins(all),
                        port,
                        Path.of("target", "e2e-logs", testName + "-" + name + ".log"));
        processes.put(name, process);
        return process;
    }

    /** Until each is ready and the provider, if there is one, has found something to sell. */
    void awaitAllReady() {
        processes.values().forEach(ServiceProcess::awaitReady);
        if (processes.containsKey(Service.PROVIDER.configName())) {
            Awaitility.await("the provider has a backend")
                    .until(() ->
                            Objects.requireNonNull(provider().status().block(LIMIT))
                                    .backends()
                                    .stream()
                                    .anyMatch(BackendStatus::available));
        }
    }

    ServiceProcess process(Service service) {
        return process(service.configName());
    }

    ServiceProcess process(String name) {
        ServiceProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalArgumentException(name + " was not launched");
        }
        return process;
    }

    Home home() {
        return home;
    }

    LocalPostgres postgres() {
        return postgres;
    }

    SecretKey key(String identity) {
        try {
            return SecretKey.parse(Files.readString(home.key(identity)).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String providerHex() {
        return key("provider").publicKey().hex();
    }

    BuyerApi buyer() {
        return client(BuyerApi.class, Service.BUYER, "cli-buyer");
    }

    ProviderApi provider() {
        return client(ProviderApi.class, Service.PROVIDER, "cli-provider");
    }

    WalletApi buyerWallet() {
        return client(WalletApi.class, Service.WALLET, "cli-wallet");
    }

    WalletApi providerWallet() {
        return client(WalletApi.class, Service.WALLET, "cli-earnings");
    }

    void fund(String account, Msat amount) {
        client(WalletApi.class, Service.WALLET, "cli-admin")
                .fund(UUID.randomUUID().toString(), new FundAccount(account, amount))
                .block(LIMIT);
    }

    private <T> T client(Class<T> api, Service service, String caller) {
        return Clients.create(api, process(service).url(), home.apiKey(caller).orElseThrow());
    }

    Path newKey(String name) {
        Path file = home.key(name);
        try {
            Files.writeString(file, SecretKey.generate().toNsec() + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (ExecutorService atOnce = Executors.newVirtualThreadPerTaskExecutor()) {
            processes.values().forEach(process -> atOnce.execute(process::close));
        }
        postgres.stop();
        try (Stream<Path> files = Files.walk(home.folder())) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Spring joins repeated options into a list; here the last one counts. */
    static List<String> lastWins(List<String> options) {
        Map<String, String> byName = new LinkedHashMap<>();
        options.forEach(option -> byName.put(option.substring(0, option.indexOf('=')), option));
        return List.copyOf(byName.values());
    }
}
