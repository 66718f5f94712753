package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.auth.Nip98;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** NIP-86 and NIP-98. */
class ManagementTest {
    private static final SecretKey ADMIN = SecretKey.generate();
    @TempDir static Path folder;
    private static TestRelay relay;
    private static Admin admin;
    private final SecretKey key = SecretKey.generate();
    private RawClient client;

    @BeforeAll
    static void start() throws Exception {
        Path keys = folder.resolve("keys.yml");
        Files.writeString(
                keys,
                """
                - {id: boss, sha256: "%s", account: x, scopes: ["admin"]}
                - {id: guest, sha256: "%s", account: x, scopes: ["jobs:read"]}
                """
                        .formatted(sha256("secret-boss"), sha256("secret-guest")));
        relay =
                TestRelay.startOpen(
                        "admin.keys=" + dev.pylon.nostr.key.PublicKeys.npub(ADMIN.publicKey()),
                        "connection.trusted-proxies=127.0.0.1",
                        "--pylon.api-keys-file=" + keys);
        admin = new Admin(relay, ADMIN);
    }

    @AfterAll
    static void stop() {
        admin.close();
        relay.close();
    }

    @BeforeEach
    void connect() {
        client = relay.connect();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aBannedKeyIsGoneRefusedAndCutOffUntilItsBanEnds() throws Exception {
        Event before = note(key, "before");
        client.ok(before);
        try (RawClient own = relay.connect().authenticate(key)) {
            String hex = "\"" + key.publicKey() + "\"";
            assertThat(admin.call("banpubkey", hex, "\"spam\"").asBoolean()).isTrue();

            assertThat(own.closed().get(5, TimeUnit.SECONDS)).isEqualTo(1008);
            assertThat(client.stored("s", "{\"ids\":[\"" + before.id() + "\"]}")).isEmpty();
            for (Event event :
                    new Event[] {before, note(key, "after"), event(key, 20001, now(), "")}) {
                JsonNode ok = client.ok(event);
                assertThat(ok.get(2).asBoolean()).isFalse();
                assertThat(ok.get(3).asString()).startsWith("blocked: ").contains("spam");
            }
            assertThat(
                            client.authenticate(key, client.url(), client.challenge(), now())
                                    .get(2)
                                    .asBoolean())
                    .isFalse();
            assertThat(admin.call("listbannedpubkeys").toString())
                    .contains("\"pubkey\":" + hex)
                    .contains("\"reason\":\"spam\"");

            admin.call("unbanpubkey", hex);
            assertThat(client.ok(before).get(2).asBoolean()).isTrue();
            assertThat(admin.call("listbannedpubkeys").toString()).doesNotContain(hex);
        }
    }

    @Test
    void aBannedEventIsGoneAndStaysOut() {
        Event old = event(key, 30000, now() - 9, "old");
        Event banned = event(key, 30000, now() - 5, "banned");
        Event note = note(key, "x");
        client.ok(note);
        admin.call("banevent", "\"" + note.id() + "\"");
        admin.call("banevent", "\"" + banned.id() + "\"", "\"law\"");
        client.ok(old);

        assertThat(client.ok(note).get(3).asString()).startsWith("blocked: ");
        assertThat(client.ok(banned).get(3).asString()).startsWith("blocked: ");
        assertThat(client.stored("s", "{\"authors\":[\"" + key.publicKey() + "\"]}"))
                .containsExactly(old.id().hex());
        assertThat(admin.call("listbannedevents").toString()).contains(note.id().hex(), "law");

        admin.call("allowevent", "\"" + note.id() + "\"");
        assertThat(client.ok(note).get(2).asBoolean()).isTrue();
    }

    @Test
    void whereKeysAreAllowedOnlyThosePublish() {
        Event gift = event(SecretKey.generate(), 1059, now(), "");
        String hex = "\"" + key.publicKey() + "\"";
        admin.call("allowpubkey", hex, "\"member\"");
        try (RawClient member = relay.connect().authenticate(key)) {
            assertThat(client.ok(note(SecretKey.generate(), "x")).get(3).asString())
                    .startsWith("restricted: ");
            assertThat(client.ok(note(key, "mine")).get(2).asBoolean()).isTrue();
            assertThat(client.ok(gift).get(2).asBoolean()).isFalse();
            assertThat(member.ok(gift).get(2).asBoolean()).isTrue();
            assertThat(admin.call("listallowedpubkeys").toString()).contains(hex, "member");
        } finally {
            admin.call("unallowpubkey", hex);
        }
        assertThat(client.ok(note(SecretKey.generate(), "x")).get(2).asBoolean()).isTrue();
    }

    @Test
    void kindsAreDisallowedAndAllowedAgain() {
        admin.call("disallowkind", "7");
        assertThat(client.ok(event(key, 7, now(), "+")).get(3).asString()).startsWith("blocked: ");
        assertThat(client.ok(note(key, "still")).get(2).asBoolean()).isTrue();
        admin.call("allowkind", "7");
        assertThat(client.ok(event(key, 7, now(), "+")).get(2).asBoolean()).isTrue();
        assertThat(admin.call("listallowedkinds")).isEmpty();

        admin.call("allowkind", "1");
        assertThat(client.ok(event(key, 7, now(), "-")).get(2).asBoolean()).isFalse();
        assertThat(admin.call("listallowedkinds")).hasToString("[1]");
        assertThat(admin.patch("{\"kinds.allowed\":null,\"kinds.denied\":null}").statusCode())
                .isEqualTo(200);
        assertThat(client.ok(event(key, 7, now(), "-")).get(2).asBoolean()).isTrue();
    }

    @Test
    void aBlockedAddressIsCutOffAndNotLetInAgain() throws Exception {
        try (RawClient doomed = RawClient.connect(relay.url(), "9.9.9.9, 10.0.0.7")) {
            admin.call("blockip", "\"10.0.0.7\"", "\"flood\"");

            assertThat(doomed.closed().get(5, TimeUnit.SECONDS)).isEqualTo(1008);
            assertThatThrownBy(() -> RawClient.connect(relay.url(), "10.0.0.7"))
                    .hasMessageContaining("WebSocketHandshakeException");
            RawClient.connect(relay.url(), "9.9.9.9").close();
            assertThat(admin.call("listblockedips").toString()).contains("10.0.0.7", "flood");
            assertThat(client.stored("s", "{\"ids\":[]}")).isEmpty();
        }
        admin.call("unblockip", "\"10.0.0.7\"");
        RawClient.connect(relay.url(), "10.0.0.7").close();
    }

    @Test
    void nameDescriptionAndIconChangeAtOnce() {
        admin.call("changerelayname", "\"Other <name>\"");
        admin.call("changerelaydescription", "\"about, with a comma\"");
        admin.call("changerelayicon", "\"https://example.com/i.png\"");

        JsonNode document =
                RawClient.JSON.readTree(relay.get("/", "application/nostr+json").body());
        assertThat(document.get("name").asString()).isEqualTo("Other <name>");
        assertThat(document.get("description").asString()).isEqualTo("about, with a comma");
        assertThat(document.get("icon").asString()).isEqualTo("https://example.com/i.png");
        assertThat(relay.get("/", "text/html").body()).contains("Other &lt;name&gt;");
    }

    @Test
    void onlyAdministratorsMayAsk() {
        String body = Admin.body("supportedmethods");
        String url = admin.url() + "/";
        assertThat(admin.rpc(body, null).statusCode()).isEqualTo(401);
        assertThat(admin.rpc(body, "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(admin.rpc(body, "Bearer secret-guest").statusCode()).isEqualTo(403);
        assertThat(admin.rpc(body, "Bearer secret-boss").statusCode()).isEqualTo(200);
        assertThat(admin.rpc(body, signed(key, url, "POST", body, 0)).statusCode()).isEqualTo(403);
        assertThat(admin.rpc(body, signed(ADMIN, url, "GET", body, 0)).statusCode()).isEqualTo(401);
        assertThat(admin.rpc(body, signed(ADMIN, url + "x", "POST", body, 0)).statusCode())
                .isEqualTo(401);
        assertThat(admin.rpc(body, signed(ADMIN, url, "POST", body + " ", 0)).statusCode())
                .isEqualTo(401);
        assertThat(admin.rpc(body, signed(ADMIN, url, "POST", body, -70)).statusCode())
                .isEqualTo(401);
        String once = signed(ADMIN, url, "POST", body, 0);
        assertThat(admin.rpc(body, once).statusCode()).isEqualTo(200);
        assertThat(admin.rpc(body, once).statusCode()).isEqualTo(401);
        assertThat(
                        admin.rpc(body, signed(ADMIN, "ws" + url.substring(4), "POST", body, -1))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotUnderstoodIsAnsweredInWords() {
        assertThat(admin.call("supportedmethods").toString()).contains("banpubkey", "blockip");
        assertThat(admin.rpc(Admin.body("createrole")).body()).contains("\"error\"");
        assertThat(admin.rpc(Admin.body("banpubkey", "\"short\"")).body()).contains("\"error\"");
        assertThat(admin.rpc(Admin.body("banpubkey")).body()).contains("\"error\"");
        assertThat(admin.rpc(Admin.body("blockip", "\"nohost.example\"")).body())
                .contains("\"error\"");
        assertThat(admin.rpc(Admin.body("allowkind", "70000")).body()).contains("\"error\"");
        assertThat(admin.rpc("no json").body()).contains("\"error\"");
    }

    private static String signed(SecretKey by, String url, String method, String body, int later) {
        return Nip98.header(
                Nip98.template(url, method, body.getBytes(UTF_8))
                        .withCreatedAt(Instant.now().plusSeconds(later))
                        .sign(by));
    }

    private static String sha256(String text) {
        return dev.pylon.primitives.Hex.encode(
                dev.pylon.primitives.Hashes.sha256(text.getBytes(UTF_8)));
    }
}
