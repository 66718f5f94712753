package dev.pylon.cli.doctor;

import dev.pylon.cli.home.Home;
import dev.pylon.postgres.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/** Whether the database answers, keeps what it is given, and agrees with us about the time. */
final class Database {
    private static final Duration DRIFT = Duration.ofSeconds(2);

    private Database() {}

    static Check check(Home home) {
        LocalPostgres postgres = LocalPostgres.at(home.folder(), home.ports().postgres());
        try (Connection connection =
                        DriverManager.getConnection(
                                postgres.jdbcUrl("pylon_wallet"),
                                postgres.user(),
                                postgres.password());
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select current_setting('server_version'), current_setting('fsync'), clock_timestamp()")) {
            row.next();
            String detail = "PostgreSQL " + row.getString(1) + " on port " + postgres.port();
            if (!"on".equals(row.getString(2))) {
                return Check.fail(
                        "database", detail + " has fsync off", "Money is at risk: turn fsync on.");
            }
            Duration drift = Duration.between(row.getTimestamp(3).toInstant(), Instant.now()).abs();
            return drift.compareTo(DRIFT) > 0
                    ? Check.warn(
                            "database",
                            detail + "; its clock differs by " + drift.toSeconds() + " s",
                            "Set the clock.")
                    : Check.ok("database", detail);
        } catch (SQLException e) {
            return Check.fail(
                    "database",
                    "it does not answer: " + e.getMessage(),
                    "Restart: pylon down, pylon up");
        }
    }
}
