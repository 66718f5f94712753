package dev.pylon.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.kit.outbox.Delivery;
import dev.pylon.kit.outbox.Outbox;
import dev.pylon.kit.outbox.OutboxDispatcher;
import dev.pylon.kit.outbox.OutboxEntry;
import dev.pylon.kit.outbox.OutboxHandler;
import dev.pylon.postgres.junit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

class OutboxTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<OutboxDispatcher> dispatchers = new ArrayList<>();
    private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());
    private DatabaseClient database;
    private TransactionalOperator transaction;
    private Outbox outbox;

    @BeforeEach
    void migrate() {
        TestDatabase test = TestDatabase.fresh();
        Flyway.configure()
                .dataSource(test.jdbcUrl(), test.user(), test.password())
                .locations("classpath:db/kit")
                .load()
                .migrate();
        ConnectionFactory connections =
                ConnectionFactories.get(
                        ConnectionFactoryOptions.parse(test.r2dbcUrl())
                                .mutate()
                                .option(ConnectionFactoryOptions.USER, test.user())
                                .option(ConnectionFactoryOptions.PASSWORD, test.password())
                                .build());
        database = DatabaseClient.create(connections);
        transaction = TransactionalOperator.create(new R2dbcTransactionManager(connections));
        outbox = new Outbox(database);
    }

    @AfterEach
    void stop() {
        dispatchers.forEach(OutboxDispatcher::stop);
    }

    @Test
    void whatIsRolledBackIsNeverDelivered() {
        dispatch(entry -> Delivery.done());

        transaction
                .transactional(
                        outbox.add("t", "k", "lost")
                                .then(Mono.error(new IllegalStateException("rolled back"))))
                .onErrorComplete()
                .block(LIMIT);
        add("k", "kept");

        Awaitility.await().untilAsserted(() -> assertThat(delivered).containsExactly("kept"));
        assertThat(rows()).isZero();
    }

    @Test
    void entriesOfAKeyComeInOrderThoughTheFirstNeedsSeveralTries() {
        dispatch(entry ->
                "1".equals(entry.payload()) && entry.attempts() < 3
                        ? Delivery.retry(Duration.ofMillis(50), "not yet")
                        : Delivery.done());

        IntStream.rangeClosed(1, 5).forEach(n -> add("k", Integer.toString(n)));

        Awaitility.await().untilAsserted(() -> assertThat(rows()).isZero());
        assertThat(delivered).containsExactly("1", "1", "1", "2", "3", "4", "5");
    }

    @Test
    void twoReplicasShareTheWork() {
        dispatch(entry -> Delivery.done());
        dispatch(entry -> Delivery.done());

        IntStream.range(0, 200).forEach(n -> add("k" + n, Integer.toString(n)));

        Awaitility.await().untilAsserted(() -> assertThat(rows()).isZero());
        assertThat(delivered).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void anErrorIsARetryAndADeadEntryStaysWithoutBlockingThoseBehindIt() {
        dispatch(entry -> {
            if ("bad".equals(entry.payload())) {
                return Delivery.dead("nobody wants it");
            }
            if (entry.attempts() == 1) {
                throw new IllegalStateException("first time");
            }
            return Delivery.done();
        });

        add("k", "bad");
        add("k", "good");

        Awaitility.await()
                .untilAsserted(() -> assertThat(delivered).containsExactly("bad", "good", "good"));
        Awaitility.await().untilAsserted(() -> assertThat(rows()).isEqualTo(1));
    }

    @Test
    void whatThisProcessWroteIsDeliveredWithoutBeingClaimed() {
        List<Long> fences = Collections.synchronizedList(new ArrayList<>());
        dispatch(entry -> {
            fences.add(entry.fence());
            return "1".equals(entry.payload())
                    ? Delivery.retry(Duration.ofMinutes(1), "not yet")
                    : Delivery.dead("enough");
        });
        Awaitility.await().until(() -> dispatchers.getFirst().isRunning());

        add("k", "1");
        add("k", "behind the first");
        add("other", "2");

        Awaitility.await().untilAsserted(() -> assertThat(delivered).contains("1", "2"));
        assertThat(fences.subList(0, 2)).containsExactly(1L, 1L);
        assertThat(delivered).doesNotContain("behind the first");
    }

    @Test
    void whatACrashLeftIsFoundByLooking() {
        add("k", "left behind");

        dispatch(entry -> Delivery.done());

        Awaitility.await()
                .untilAsserted(() -> assertThat(delivered).containsExactly("left behind"));
    }

    private void add(String key, String payload) {
        transaction.transactional(outbox.add("t", key, payload)).block(LIMIT);
    }

    private long rows() {
        Long count =
                database.sql("select count(*) as n from kit_outbox")
                        .map(row -> row.get("n", Long.class))
                        .one()
                        .block(LIMIT);
        return count == null ? -1 : count;
    }

    private void dispatch(Function<OutboxEntry, Delivery> outcome) {
        OutboxDispatcher dispatcher =
                new OutboxDispatcher(
                        database,
                        outbox,
                        List.of(
                                new OutboxHandler() {
                                    @Override
                                    public String topic() {
                                        return "t";
                                    }

                                    @Override
                                    public Mono<Delivery> handle(OutboxEntry entry) {
                                        return Mono.fromCallable(() -> {
                                            delivered.add(entry.payload());
                                            return outcome.apply(entry);
                                        });
                                    }
                                }),
                        new SimpleMeterRegistry());
        dispatcher.start();
        dispatchers.add(dispatcher);
    }
}
