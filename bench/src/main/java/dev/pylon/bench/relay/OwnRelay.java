package dev.pylon.bench.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pylon.nostr.event.Signer;
import dev.pylon.postgres.LocalPostgres;
import dev.pylon.postgres.junit.FreePorts;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.primitives.Hashes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * A relay of ours in a process of its own, with a PostgreSQL of its own in a temporary folder. Both
 * end, and the folder goes, when this is closed or this JVM ends.
 */
final class OwnRelay implements AutoCloseable {
    /** What a load from one address would else run into; the table's caption says so. */
    static final List<String> LIFTED =
            List.of(
                    "--pylon.relay.connection.max=30000",
                    "--pylon.relay.limits.max-subscriptions=1000",
                    "--pylon.relay.retention=1-1=36500d");

    private static final String DATABASE = "relay";
    private static final String API_KEY =
            HexFormat.of().formatHex(new SecureRandom().generateSeed(32));
    private static final String API_KEYS =
            "- {id: bench, sha256: %s, account: bench, scopes: [admin]}%n"
                    .formatted(HexFormat.of().formatHex(Hashes.sha256(API_KEY.getBytes(UTF_8))));
    private static final long START_MS = 120_000;

    private final Path home;
    private final LocalPostgres postgres;
    private final IntFunction<List<String>> commands;
    private final List<Process> processes = new ArrayList<>();

    private OwnRelay(Path home, LocalPostgres postgres, IntFunction<List<String>> commands) {
        this.home = home;
        this.postgres = postgres;
        this.commands = commands;
    }

    /**
     * @param classpath of the relay
     * @param jvm options
     * @param arguments of the relay, after and over those of {@link #LIFTED}
     */
    static OwnRelay prepare(String classpath, List<String> jvm, List<String> arguments)
            throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("pylon-bench-relay");
        LocalPostgres postgres =
                LocalPostgres.start(home, TestDatabase.programs(), FreePorts.next());
        postgres.createDatabase(DATABASE);
        Path keys = Files.writeString(home.resolve("api-keys.yml"), API_KEYS);
        OwnRelay relay =
                new OwnRelay(
                        home,
                        postgres,
                        port -> command(classpath, jvm, arguments, postgres, keys, port));
        Runtime.getRuntime().addShutdownHook(new Thread(relay::close, "remove"));
        return relay;
    }

    /** Starts a relay, or another replica of it. */
    Target launch(Signer key) throws IOException, InterruptedException {
        int port = FreePorts.next();
        Process process = begin(port);
        long postmaster =
                Long.parseLong(
                        Files.readAllLines(home.resolve("db").resolve("postmaster.pid"))
                                .getFirst()
                                .strip());
        return new Target(
                URI.create("ws://127.0.0.1:" + port),
                key,
                process.toHandle(),
                ProcessHandle.of(postmaster).orElseThrow(),
                API_KEY);
    }

    private Process begin(int port) throws IOException, InterruptedException {
        Path log = home.resolve("relay-" + port + ".log");
        Process process =
                new ProcessBuilder(commands.apply(port))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        processes.add(process);
        awaitPort(process, port, log);
        return process;
    }

    /** What autovacuum does within a minute of a load, so that no run depends on when. */
    void analyze() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                postgres.jdbcUrl(DATABASE), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze");
        }
    }

    @Override
    public synchronized void close() {
        if (!Files.exists(home)) {
            return;
        }
        processes.forEach(Process::destroy);
        processes.forEach(process -> process.onExit().join());
        postgres.abandon();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("Left behind: " + home + ": " + e.getMessage());
        }
    }

    private static List<String> command(
            String classpath,
            List<String> jvm,
            List<String> arguments,
            LocalPostgres postgres,
            Path keys,
            int port) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("--enable-native-access=ALL-UNNAMED");
        line.add("--sun-misc-unsafe-memory-access=allow");
        line.addAll(jvm);
        line.addAll(List.of("-cp", classpath, "dev.pylon.relay.RelayServiceApplication"));
        line.add("--server.address=127.0.0.1");
        line.add("--server.port=" + port);
        line.add("--pylon.api-keys-file=" + keys);
        line.add("--spring.r2dbc.url=" + postgres.r2dbcUrl(DATABASE));
        line.add("--spring.r2dbc.username=" + postgres.user());
        line.add("--spring.r2dbc.password=" + postgres.password());
        line.add("--spring.flyway.url=" + postgres.jdbcUrl(DATABASE));
        line.add("--spring.flyway.user=" + postgres.user());
        line.add("--spring.flyway.password=" + postgres.password());
        line.addAll(LIFTED);
        line.addAll(arguments);
        return line;
    }

    private void awaitPort(Process process, int port, Path log)
            throws IOException, InterruptedException {
        long until = System.currentTimeMillis() + START_MS;
        while (true) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                probe.getPort();
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.currentTimeMillis() > until) {
                    String said = Files.readString(log);
                    close();
                    throw new IllegalStateException("The relay does not start:\n" + said, notYet);
                }
                Thread.sleep(100);
            }
        }
    }
}
