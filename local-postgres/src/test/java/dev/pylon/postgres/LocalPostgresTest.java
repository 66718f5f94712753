package dev.pylon.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.postgres.junit.FreePorts;
import dev.pylon.postgres.junit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {
    @TempDir private Path home;

    @AfterEach
    void stop() {
        LocalPostgres.stopIfRunning(home);
    }

    @Test
    void keepsWhatWasCommittedThroughAKillOfThePostmaster() throws Exception {
        LocalPostgres first = LocalPostgres.start(home, TestDatabase.programs(), FreePorts.next());
        first.createDatabase("kept");
        execute(first, "create table t(n int)");
        execute(first, "insert into t values (42)");
        PidFile.living(home.resolve("db")).orElseThrow().postmaster().destroyForcibly();
        awaitDead();

        LocalPostgres second = LocalPostgres.start(home, TestDatabase.programs(), first.port());

        assertThat(number(second, "select n from t")).isEqualTo(42);
        assertThat(text(second, "show fsync")).isEqualTo("on");
    }

    @Test
    void aSecondStartAdoptsTheFirstWhicheverPortItAsksFor() {
        LocalPostgres first = LocalPostgres.start(home, TestDatabase.programs(), FreePorts.next());

        LocalPostgres second = LocalPostgres.start(home, TestDatabase.programs(), FreePorts.next());

        assertThat(second.port()).isEqualTo(first.port());
        assertThat(LocalPostgres.at(home, 1).port()).isEqualTo(first.port());
    }

    @Test
    void twoAtOnceGetTheSame() throws Exception {
        int port = FreePorts.next();
        var one =
                CompletableFuture.supplyAsync(
                        () -> LocalPostgres.start(home, TestDatabase.programs(), port));
        var two =
                CompletableFuture.supplyAsync(
                        () -> LocalPostgres.start(home, TestDatabase.programs(), port));

        assertThat(one.get().port()).isEqualTo(two.get().port());
    }

    @Test
    void onlyItsOwnerReachesIt() throws Exception {
        LocalPostgres postgres =
                LocalPostgres.start(home, TestDatabase.programs(), FreePorts.next());

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("db-password"))))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("run").resolve("pg"))))
                .isEqualTo("rwx------");
        assertThatThrownBy(() ->
                        DriverManager.getConnection(postgres.jdbcUrl("postgres"), "pylon", "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password");
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

            assertThatThrownBy(() ->
                            LocalPostgres.start(
                                    home, TestDatabase.programs(), taken.getLocalPort()))
                    .isInstanceOf(LocalPostgresException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void makingADatabaseTwiceIsMakingItOnce() throws Exception {
        LocalPostgres postgres =
                LocalPostgres.start(home, TestDatabase.programs(), FreePorts.next());
        postgres.createDatabase("kept");
        execute(postgres, "create table t(n int)");
        postgres.createDatabase("kept");

        execute(postgres, "insert into t values (1)");
        assertThatThrownBy(() -> postgres.createDatabase("x; drop database kept"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dataOfAnotherMajorVersionIsLeftAlone() throws IOException {
        Path data = Files.createDirectories(home.resolve("db"));
        Files.writeString(data.resolve("PG_VERSION"), "17\n");

        assertThatThrownBy(
                        () -> LocalPostgres.start(home, TestDatabase.programs(), FreePorts.next()))
                .hasMessageContaining("17")
                .hasMessageContaining("export");
    }

    @Test
    void unpacksItsProgramsUnderTheHomeIfNotToldOtherwise() {
        LocalPostgres.start(home, FreePorts.next());

        assertThat(home.resolve("postgresql").resolve("18").resolve("bin").resolve("postgres"))
                .isExecutable();
    }

    @Test
    void stoppingWhatDoesNotRunSaysSo() {
        assertThat(LocalPostgres.stopIfRunning(home)).isFalse();
    }

    private void awaitDead() {
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                java.time.Duration.ofSeconds(20),
                () -> {
                    while (PidFile.living(home.resolve("db")).isPresent()) {
                        Thread.onSpinWait();
                    }
                });
    }

    private static void execute(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection c = connect(postgres);
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    private static int number(LocalPostgres postgres, String sql) throws SQLException {
        return Integer.parseInt(text(postgres, sql));
    }

    private static String text(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection c = connect(postgres);
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }

    private static Connection connect(LocalPostgres postgres) throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl("kept"), postgres.user(), postgres.password());
    }
}
