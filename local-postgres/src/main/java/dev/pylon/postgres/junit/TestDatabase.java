package dev.pylon.postgres.junit;

import dev.pylon.postgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A fresh, empty database on a PostgreSQL that all tests of this JVM share and that ends with it.
 *
 * @param name of the database
 * @param server where it is
 */
public record TestDatabase(String name, LocalPostgres server) {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static @Nullable LocalPostgres shared;

    public static TestDatabase fresh() {
        LocalPostgres server = shared();
        String name = "test_" + NUMBER.incrementAndGet();
        server.createDatabase(name);
        return new TestDatabase(name, server);
    }

    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    public String r2dbcUrl() {
        return server.r2dbcUrl(name);
    }

    public String user() {
        return server.user();
    }

    public String password() {
        return server.password();
    }

    /** The properties with which a service uses it: {@code --spring.r2dbc.url=…} and the like. */
    public String[] arguments() {
        return new String[] {
            "--spring.r2dbc.url=" + r2dbcUrl(),
            "--spring.r2dbc.username=" + user(),
            "--spring.r2dbc.password=" + password(),
            "--spring.flyway.url=" + jdbcUrl(),
            "--spring.flyway.user=" + user(),
            "--spring.flyway.password=" + password()
        };
    }

    private static synchronized LocalPostgres shared() {
        if (shared == null) {
            try {
                Path folder = Files.createTempDirectory("pylon-test-postgres-");
                LocalPostgres server = LocalPostgres.start(folder, programs(), FreePorts.next());
                Runtime.getRuntime()
                        .addShutdownHook(
                                new Thread(() -> remove(server, folder), "stop-test-postgres"));
                shared = server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    /** Unpacked once for all tests of this user. */
    public static Path programs() {
        return Path.of(System.getProperty("user.home"), ".cache", "pylon", "postgresql");
    }

    private static void remove(LocalPostgres server, Path folder) {
        server.abandon();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException leftInTheTemporaryFolder) {
            // the operating system removes it some day
        }
    }
}
