package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.relay.storage.EventIndex;
import dev.pylon.relay.storage.TagKey;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an earlier version stored is there afterwards, found in every way. */
class UpgradeTest {
    private static final String APPEND =
            "SELECT * FROM append_events(?, ?, ?, ?, array_fill(null::uuid, ARRAY[4]),"
                    + " array_fill(null::bigint, ARRAY[4]), ?, ?, ?, '', '', '{}', '{}', ?, ?, ?, ?,"
                    + " '{}', '{}', '{1}', '{hello}')";

    private final SecretKey buyer = SecretKey.generate();
    private final SecretKey provider = SecretKey.generate();

    @Test
    void eventsOfOneTableLieOnShelves() throws SQLException {
        TestDatabase database = TestDatabase.fresh();
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .locations("classpath:db/kit", "classpath:db/relay")
                .target("7")
                .load()
                .migrate();
        Event note = event(buyer, 1, now(), "hello");
        Event request = event(buyer, 5050, now(), "", Tag.of("p", provider.publicKey().hex()));
        Event open = event(buyer, 5050, now() - 9, "");
        Event result = event(provider, 6050, now(), "", Tag.of("e", request.id().hex()));
        store(database, List.of(note, request, open, result), provider.publicKey().hex());

        try (TestRelay relay = TestRelay.start(database, "auth.read=false", "auth.write=false");
                RawClient client = relay.connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.stored("all", "{}"))
                        .containsExactlyInAnyOrder(
                                note.id().hex(),
                                request.id().hex(),
                                open.id().hex(),
                                result.id().hex());
                assertThat(client.stored("thread", "{\"#e\":[\"" + request.id() + "\"]}"))
                        .containsExactly(result.id().hex());
                assertThat(client.stored("found", "{\"search\":\"hello\"}"))
                        .containsExactly(note.id().hex());
                for (String id : List.of("all", "thread", "found")) {
                    client.send("[\"CLOSE\",\"" + id + "\"]");
                }
                relay.bean(EventIndex.class).suspend();
            }
            JsonNode jobs =
                    RawClient.JSON.readTree(relay.get("/api/stats", "*/*").body()).get("jobs");
            assertThat(jobs.get("pending").asLong()).isEqualTo(1);
            assertThat(jobs.get("completed_24h").asLong()).isEqualTo(1);
            assertThat(client.ok(result).get(3).asString()).startsWith("duplicate: ");
            Event next = event(provider, 6050, now(), "", Tag.of("e", open.id().hex()));
            assertThat(client.ok(next).get(3).asString()).isEmpty();
            assertThat(client.stored("last", "{\"ids\":[\"" + next.id() + "\"]}")).hasSize(1);
        }
    }

    /** As the version before did it. */
    private static void store(TestDatabase database, List<Event> events, String wanted)
            throws SQLException {
        UUID[] tags = {TagKey.of("p", wanted), TagKey.of("e", events.get(1).id().hex())};
        try (Connection connection =
                        DriverManager.getConnection(
                                database.jdbcUrl(), database.user(), database.password());
                PreparedStatement append = connection.prepareStatement(APPEND)) {
            append.setBytes(1, joined(events.stream().map(e -> e.id().toBytes()).toList()));
            append.setBytes(2, joined(events.stream().map(e -> e.pubkey().toBytes()).toList()));
            append.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint", events.stream().map(Event::createdAt).toArray()));
            append.setArray(
                    4, connection.createArrayOf("int", events.stream().map(Event::kind).toArray()));
            append.setString(
                    5,
                    String.join(
                            "\n",
                            events.stream()
                                    .map(e -> new String(e.toJsonBytes(), StandardCharsets.UTF_8))
                                    .toList()));
            append.setArray(6, connection.createArrayOf("uuid", tags));
            append.setArray(7, connection.createArrayOf("int", new Integer[] {2, 4}));
            append.setArray(8, connection.createArrayOf("int", new Integer[] {2, 3, 4}));
            byte[] asked = events.get(1).id().toBytes();
            append.setBytes(9, joined(List.of(asked, events.get(2).id().toBytes(), asked)));
            append.setArray(
                    10,
                    connection.createArrayOf(
                            "text", new String[] {"request", "request", "result"}));
            append.setArray(11, connection.createArrayOf("text", new String[] {wanted, "", ""}));
            append.execute();
        }
    }

    private static byte[] joined(List<byte[]> parts) {
        byte[] all = new byte[parts.size() * 32];
        for (int i = 0; i < parts.size(); i++) {
            System.arraycopy(parts.get(i), 0, all, i * 32, 32);
        }
        return all;
    }
}
