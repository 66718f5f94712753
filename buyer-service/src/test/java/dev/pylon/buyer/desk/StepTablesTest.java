package dev.pylon.buyer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.MoneyState;
import dev.pylon.api.buyer.WorkState;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Work;
import dev.pylon.postgres.junit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The database refuses what the types do not allow. */
class StepTablesTest {
    private static final TestDatabase DATABASE = TestDatabase.fresh();
    private static Connection connection;

    @BeforeAll
    static void migrate() throws SQLException {
        Flyway.configure()
                .dataSource(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password())
                .locations("classpath:db/kit", "classpath:db/buyer")
                .load()
                .migrate();
        connection =
                DriverManager.getConnection(
                        DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
        run(
                """
                insert into job (id, account, key_id, request, kind, prompt, auto_pay, targets, relays, created_at,
                    patience_ms, deadline, version, last_seq, work, money, shown, patience_over, awaiting_refund,
                    dropped, declined, held, attempts, updated_at)
                values (repeat('0', 64), 'a', 'k', '{}', 5050, 'p', false, '{}', '{ws://x}', now(), 1, now(), 1, 1,
                    'requested', 'none', 'submitted', false, false, '{}', '{}', '{}', 0, now())
                """);
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    @Test
    void theTablesHoldTheStepsOfTheTypes() throws SQLException {
        assertThat(steps("work_step")).isEqualTo(steps(Work.STEPS));
        assertThat(steps("money_step")).isEqualTo(steps(Money.STEPS));
    }

    @Test
    void everyStateHasItsWord() throws SQLException {
        for (JobState state : JobState.values()) {
            run("update job set shown = '" + Words.of(state) + "'");
        }
        assertThat(Words.of(WorkState.class, "requested")).isEqualTo(WorkState.REQUESTED);
        assertThat(Words.of(MoneyState.class, Words.of(MoneyState.UNKNOWN)))
                .isEqualTo(MoneyState.UNKNOWN);
        assertThatThrownBy(() -> run("update job set shown = 'done'"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void aStepThatIsNotInTheTableIsRefused() {
        assertThatThrownBy(() -> run("update job set money = 'refunded'"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("money of job")
                .hasMessageContaining("from none to refunded");
        assertThatThrownBy(() ->
                        run("update job set work = 'cancelled'; update job set work = 'requested'"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("from cancelled to requested");
    }

    @Test
    void twoPaymentsOfOneJobAndOneInvoiceForTwoAreRefused() throws SQLException {
        run(payment("0", 1, "a", "asked"));
        assertThatThrownBy(() -> run(payment("0", 2, "b", "asked")))
                .hasMessageContaining("payment_one");
        run("update payment set state = 'failed' where attempt = 1");
        run(payment("0", 2, "a", "asked"));
        assertThatThrownBy(() -> run("update payment set state = 'unknown' where attempt = 1"))
                .hasMessageContaining("payment_");
        run("delete from payment");
    }

    @Test
    void onlyAPreimageThatHashesToThePaymentHashIsAProof() {
        assertThatThrownBy(() ->
                        run(
                                "insert into payment (job_id, attempt, provider, payment_hash, bolt11, amount_msat, state, asked_at, preimage)"
                                        + " values (repeat('0', 64), 9, repeat('1', 64), repeat('2', 64), 'ln', 1, 'settled', now(), repeat('3', 64))"))
                .hasMessageContaining("payment");
    }

    private static String payment(String job, int attempt, String hash, String state) {
        return "insert into payment (job_id, attempt, provider, payment_hash, bolt11, amount_msat, state, asked_at)"
                + " values (repeat('"
                + job
                + "', 64), "
                + attempt
                + ", repeat('1', 64), repeat('"
                + hash
                + "', 64), 'ln', 1, '"
                + state
                + "', now())";
    }

    private static <S extends Enum<S>> Set<String> steps(Map<S, Set<S>> table) {
        Set<String> steps = new TreeSet<>();
        table.forEach((before, afters) ->
                afters.forEach(after -> steps.add(Words.of(before) + " " + Words.of(after))));
        return steps;
    }

    private static Set<String> steps(String table) throws SQLException {
        Set<String> steps = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select before, after from " + table)) {
            while (rows.next()) {
                steps.add(rows.getString(1) + " " + rows.getString(2));
            }
        }
        return steps;
    }

    private static void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
