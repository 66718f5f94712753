package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.TestDatabase;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Policy that is set, and changed without a restart. */
class PolicyTest {
    private static final SecretKey ADMIN = SecretKey.generate();
    private final SecretKey key = SecretKey.generate();

    @Test
    void limitsChangeOnOpenConnectionsAndOutliveARestart() {
        TestDatabase database = TestDatabase.fresh();
        try (TestRelay relay = start(database);
                Admin admin = new Admin(relay, ADMIN);
                RawClient client = relay.connect()) {
            client.stored("a", "{\"ids\":[]}", "{\"ids\":[]}");

            String change =
                    """
                    {"limits.max-filters":1,"limits.max-content-length":"5","kinds.allowed":"1,5000-5999",
                     "limits.min-pow-difficulty":0,"retention":"1=1h"}
                    """;
            assertThat(admin.patch(change).statusCode()).isEqualTo(200);

            client.send("[\"REQ\",\"b\",{\"ids\":[]},{\"ids\":[]}]");
            assertThat(client.next().toString()).contains("2 filters, the limit is 1");
            assertRefused(client.ok(note(key, "123456")), "invalid: ");
            assertRefused(client.ok(event(key, 7, now(), "+")), "blocked: ");
            assertRefused(client.ok(event(key, 1, now() - 3700, "old")), "invalid: kind 1 is kept");
            assertAccepted(client.ok(note(key, "12345")));
            JsonNode document = document(relay);
            assertThat(document.get("limitation").get("max_filters").asInt()).isEqualTo(1);
            assertThat(document.get("limitation").get("restricted_writes").asBoolean()).isTrue();
            assertThat(document.get("retention"))
                    .hasToString("[{\"kinds\":[[1,1]],\"time\":3600}]");

            assertThat(admin.patch("{\"limits.max-filters\":\"none\",\"name\":\"x\"}").statusCode())
                    .isEqualTo(400);
            assertThat(admin.patch("{\"limits.max-filters\":0}").statusCode()).isEqualTo(400);
            assertThat(admin.patch("{\"connection.max\":5}").statusCode()).isEqualTo(400);
            assertThat(document(relay).get("name").asString()).isEqualTo("Pylon Relay");

            assertThat(admin.patch("{\"retention\":[\"5050=2h\",\"1=90m\"]}").statusCode())
                    .isEqualTo(200);
            assertThat(document(relay).get("retention"))
                    .hasToString(
                            "[{\"kinds\":[[5050,5050]],\"time\":7200},{\"kinds\":[[1,1]],\"time\":5400}]");
            assertThat(admin.patch("{\"retention\":[\"jobs=1h\"]}").body())
                    .contains("retention")
                    .contains("kinds are written like 1 or 5000-5999, not jobs");
            assertThat(admin.patch("{\"retention\":\"1=soon\"}").body())
                    .contains("a time is written like 90m, 24h or 7d, not soon");
            assertThat(admin.patch("{\"kinds.allowed\":\"1-\"}").body())
                    .contains("kinds.allowed")
                    .contains("not 1-");
        }
        try (TestRelay again = start(database);
                Admin admin = new Admin(again, ADMIN)) {
            assertThat(document(again).get("limitation").get("max_filters").asInt()).isEqualTo(1);
            assertThat(admin.patch("{\"limits.max-filters\":null}").statusCode()).isEqualTo(200);
            assertThat(document(again).get("limitation").get("max_filters").asInt()).isEqualTo(10);
        }
    }

    @Test
    void bansOutliveARestart() {
        TestDatabase database = TestDatabase.fresh();
        try (TestRelay relay = start(database);
                Admin admin = new Admin(relay, ADMIN)) {
            admin.call("banpubkey", "\"" + key.publicKey() + "\"", "\"r\"");
        }
        try (TestRelay again = start(database);
                RawClient client = again.connect()) {
            assertRefused(client.ok(note(key, "x")), "blocked: ");
        }
    }

    @Test
    void authenticationIsAskedForAsConfigured() {
        try (TestRelay relay = TestRelay.start("auth.read=false", "auth.hold=20ms");
                RawClient client = relay.connect()) {
            assertThat(client.stored("s", "{\"limit\":1}")).isEmpty();
            client.send("[\"CLOSE\",\"s\"]");
            assertRefused(client.ok(note(key, "x")), "auth-required: ");
            assertThat(document(relay).get("limitation").get("auth_required").asBoolean())
                    .isFalse();
            for (int kind : new int[] {13194, 23194, 23195, 23196, 23197}) {
                assertAccepted(client.ok(event(key, kind, now(), "")));
            }
        }
        try (TestRelay relay = TestRelay.start("auth.write=false", "auth.hold=20ms");
                RawClient client = relay.connect()) {
            assertAccepted(client.ok(note(key, "x")));
            client.send("[\"REQ\",\"s\",{\"limit\":1}]");
            assertThat(client.next().toString()).contains("auth-required: ");
            client.stored("t", "{\"kinds\":[23195,23197]}");
        }
    }

    @Test
    void ratesPerConnectionAddressAndKey() {
        try (TestRelay relay =
                TestRelay.startOpen(
                        "rates.events.connection=3/1h",
                        "rates.events.address=5/1h",
                        "rates.queries.connection=2/1h",
                        "rates.authenticated-factor=2",
                        "admin.keys=" + ADMIN.publicKey())) {
            try (RawClient client = relay.connect()) {
                for (int i = 0; i < 3; i++) {
                    assertAccepted(client.ok(note(key, "n" + i)));
                }
                assertRefused(client.ok(note(key, "n3")), "rate-limited: ");
                client.stored("a", "{\"ids\":[]}");
                client.stored("b", "{\"ids\":[]}");
                client.send("[\"REQ\",\"c\",{\"ids\":[]}]");
                assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"c\",\"rate-limited");
                client.send("[\"COUNT\",\"d\",{\"ids\":[]}]");
                assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"d\",\"rate-limited");
                client.authenticate(key);
                assertAccepted(client.ok(note(key, "n4")));
            }
            try (RawClient other = relay.connect();
                    Admin admin = new Admin(relay, ADMIN)) {
                assertAccepted(other.ok(note(key, "n5")));
                assertRefused(other.ok(note(key, "n6")), "rate-limited: ");

                admin.patch(
                        "{\"rates.events.address\":\"off\",\"rates.events.connection\":\"off\",\"rates.events.key\":\"2/1h\"}");
                assertAccepted(other.ok(note(key, "n7")));
                assertAccepted(other.ok(note(key, "n8")));
                assertRefused(other.ok(note(key, "n9")), "rate-limited: ");
                assertAccepted(other.ok(note(SecretKey.generate(), "another's")));
            }
        }
    }

    @Test
    void aCountGoesNoFurtherThanItsLimit() {
        try (TestRelay relay = TestRelay.startOpen("limits.max-count=2");
                RawClient client = relay.connect()) {
            String filter = "{\"authors\":[\"" + key.publicKey() + "\"]}";
            client.ok(note(key, "1"));
            client.ok(note(key, "2"));
            assertThat(client.send("[\"COUNT\",\"c\"," + filter + "]").next())
                    .hasToString("[\"COUNT\",\"c\",{\"count\":2}]");
            client.ok(note(key, "3"));
            assertThat(client.send("[\"COUNT\",\"c\"," + filter + "]").next())
                    .hasToString("[\"COUNT\",\"c\",{\"count\":2,\"approximate\":true}]");
        }
    }

    private static TestRelay start(TestDatabase database) {
        return TestRelay.start(
                database, "auth.read=false", "auth.write=false", "admin.keys=" + ADMIN.publicKey());
    }

    private static JsonNode document(TestRelay relay) {
        return RawClient.JSON.readTree(relay.get("/", "application/nostr+json").body());
    }

    private static void assertAccepted(JsonNode ok) {
        assertThat(ok.get(2).asBoolean()).as(ok.toString()).isTrue();
    }

    private static void assertRefused(JsonNode ok, String reason) {
        assertThat(ok.get(2).asBoolean()).isFalse();
        assertThat(ok.get(3).asString()).startsWith(reason);
    }
}
