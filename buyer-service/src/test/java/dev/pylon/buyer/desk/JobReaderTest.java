package dev.pylon.buyer.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Money;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.TestDatabase;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/** A job that is read while it changes. */
class JobReaderTest {
    private static final TestDatabase DATABASE = TestDatabase.fresh();
    private static final Event REQUEST =
            EventTemplate.of(5050, Tags.none(), "").sign(SecretKey.generate());
    private static final EventId JOB = REQUEST.id();
    private static final int READINGS = 600;

    @Test
    void aReadingIsOfOneMoment() throws SQLException {
        migrate();
        ConnectionPool pool = pool();
        try (Connection connection =
                        DriverManager.getConnection(
                                DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            submit(sql);
            connection.commit();
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Void> changes =
                    CompletableFuture.runAsync(() -> fail(connection, sql, enough));
            JobReader reader = new JobReader(DatabaseClient.create(pool));

            Flux.range(0, READINGS)
                    .flatMap(i -> reader.read(JOB), 4)
                    .doOnNext(JobReaderTest::assertFits)
                    .doFinally(signal -> enough.set(true))
                    .blockLast();
            pool.dispose();

            changes.join();
        }
    }

    /** Each attempt is asked for and fails, with its number in the reason. */
    private static void assertFits(Job job) {
        if (job.money() instanceof Money.Failed(var attempt, var problem)) {
            assertThat(problem.sentence()).isEqualTo("attempt " + attempt.number());
        }
    }

    private static void fail(Connection connection, Statement sql, AtomicBoolean enough) {
        try {
            for (int attempt = 1; !enough.get(); attempt++) {
                sql.execute("update job set money = 'paying', version = version + 1");
                sql.execute(
                        """
                        insert into payment (job_id, attempt, provider, payment_hash, bolt11, amount_msat, state, asked_at)
                        values ('%s', %d, repeat('1', 64), repeat('2', 64), 'lnbcrt1', 21, 'asked', now())
                        """
                                .formatted(JOB.hex(), attempt));
                connection.commit();
                sql.execute("update job set money = 'failed', version = version + 1");
                sql.execute(
                        "update payment set state = 'failed', why = 'no-route: attempt %d' where attempt = %d"
                                .formatted(attempt, attempt));
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void submit(Statement sql) throws SQLException {
        sql.execute(
                """
                insert into job (id, account, key_id, request, kind, prompt, auto_pay, targets, relays, created_at,
                    patience_ms, deadline, version, last_seq, work, money, shown, patience_over, awaiting_refund,
                    dropped, declined, held, attempts, updated_at)
                values ('%s', 'a', 'k', '%s', 5050, 'p', false, '{}', '{ws://127.0.0.1:1}', now(), 1, now(), 1, 1,
                    'requested', 'none', 'submitted', false, false, '{}', '{}', '{}', 0, now())
                """
                        .formatted(JOB.hex(), REQUEST.toJson()));
    }

    private static void migrate() {
        Flyway.configure()
                .dataSource(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password())
                .locations("classpath:db/kit", "classpath:db/buyer")
                .load()
                .migrate();
    }

    private static ConnectionPool pool() {
        return new ConnectionPool(
                ConnectionPoolConfiguration.builder(
                                ConnectionFactories.get(
                                        ConnectionFactoryOptions.parse(DATABASE.r2dbcUrl())
                                                .mutate()
                                                .option(
                                                        ConnectionFactoryOptions.USER,
                                                        DATABASE.user())
                                                .option(
                                                        ConnectionFactoryOptions.PASSWORD,
                                                        DATABASE.password())
                                                .build()))
                        .build());
    }
}
