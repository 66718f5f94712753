package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the database reads for questions that have one answer or two, by plans that were made when
 * there was nothing, and with all events made in the same second.
 */
class QueryWorkTest {
    private static final int JOBS = 600;
    private static final int ROUNDS = 40;

    private static final String READ =
            """
            SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes
                     WHERE indexrelname LIKE 'event%')
                 + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname LIKE 'event%')
            """;

    /** What a connection has read is certainly counted when it is gone. */
    private static final String ASKING =
            """
            SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'pylon-relay-queries'
            """;

    @Test
    void littleIsReadForLittle() throws SQLException {
        long time = now();
        SecretKey buyer = SecretKey.generate();
        SecretKey provider = SecretKey.generate();
        SecretKey other = SecretKey.generate();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            Tag about = Tag.of("e", "%064x".formatted(i));
            Tag to = Tag.of("p", (i == 7 ? buyer : other).publicKey().hex());
            events.add(event(other, 7000, time, "", about, to));
            events.add(event(i == 7 ? provider : other, 6050, time, "" + i, about, to));
        }
        String ids = "\"ids\":[\"%s\",\"%s\"]".formatted(events.get(0).id(), events.get(JOBS).id());
        String job = "\"#e\":[\"%064x\"]".formatted(7);
        String mine = "\"#p\":[\"%s\"]".formatted(buyer.publicKey());
        String kinds = "\"kinds\":[6050,7000]";
        List<String> questions =
                Stream.of(
                                ids,
                                ids + "," + kinds,
                                job,
                                job + "," + kinds,
                                mine + "," + kinds,
                                mine + "," + job + ",\"limit\":500",
                                "\"#p\":[\"%s\",\"%064x\"]".formatted(buyer.publicKey(), 1),
                                "\"authors\":[\"%s\"],\"kinds\":[6050]"
                                        .formatted(provider.publicKey()),
                                "\"authors\":[\"%s\"]".formatted(provider.publicKey()))
                        .map(question -> "{" + question + "}")
                        .toList();

        TestRelay relay = TestRelay.startOpen("recent.heap-percent=0", "connection.queries=1");
        try (relay;
                RawClient client = relay.connect()) {
            execute(relay, "ANALYZE");
            questions.forEach(question -> assertThat(ask(client, question)).isZero());
            long before = read(relay);
            events.forEach(client::publish);
            events.forEach(sent -> assertThat(client.next().get(2).asBoolean()).isTrue());
            for (String question :
                    Collections.nCopies(ROUNDS, questions).stream()
                            .flatMap(List::stream)
                            .toList()) {
                assertThat(ask(client, question)).isBetween(1, 2);
            }
            assertThat(before).isLessThan(ROUNDS);
        }

        await().until(() -> number(relay, ASKING) == 0);
        long asked = (long) ROUNDS * questions.size();
        assertThat(read(relay)).isBetween(asked, asked * 20);
    }

    private static int ask(RawClient client, String question) {
        int answers = client.stored("s", question).size();
        client.send("[\"CLOSE\",\"s\"]");
        if (!question.contains("limit")) {
            assertThat(client.count("c", question)).isEqualTo(answers);
        }
        return answers;
    }

    private static Connection connect(TestRelay relay) throws SQLException {
        TestDatabase database = relay.database();
        return DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password());
    }

    private static void execute(TestRelay relay, String sql) throws SQLException {
        try (Connection connection = connect(relay)) {
            connection.createStatement().execute(sql);
        }
    }

    private static long read(TestRelay relay) throws SQLException {
        return number(relay, READ);
    }

    private static long number(TestRelay relay, String sql) throws SQLException {
        try (Connection connection = connect(relay);
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
