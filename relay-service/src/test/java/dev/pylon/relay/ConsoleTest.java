package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.kit.testing.Browser;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import dev.pylon.relay.connection.Connections;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's console as a browser without scripts sees it. */
class ConsoleTest {
    private static final String TICKETS = "/v1/console/tickets";
    private static final String HOSTILE = "<script>alert(1)</script>\"'";
    @TempDir static Path folder;
    private static final SecretKey ADMINISTRATOR = SecretKey.generate();
    private static TestRelay relay;
    private final SecretKey key = SecretKey.generate();
    private Browser browser;
    private RawClient client;

    @BeforeAll
    static void start() throws IOException {
        Path keys = folder.resolve("keys.yml");
        Files.writeString(keys, key("op", "operator", "admin") + key("o", "other", "jobs:read"));
        relay =
                TestRelay.startOpen(
                        "--pylon.api-keys-file=" + keys,
                        "limits.max-filters=7",
                        "admin.keys=" + ADMINISTRATOR.publicKey().hex());
    }

    private static String key(String id, String secret, String scope) {
        return "- {id: %s, sha256: \"%s\", account: x, scopes: [\"%s\"]}\n"
                .formatted(id, Hex.encode(Hashes.sha256(secret.getBytes(UTF_8))), scope);
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @BeforeEach
    void open() {
        browser = new Browser("http://127.0.0.1:" + relay.port());
        client = relay.connect();
    }

    @AfterEach
    void close() {
        client.close();
        browser.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/",
                "/console/bans",
                "/console/events",
                "/console/connections",
                "/console/limits",
                "/console/export"
            })
    void withoutASessionEveryPathLeadsToTheEntrance(String path) {
        HttpResponse<String> answer = browser.get(path);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("location")).hasValue("/console/sign-in");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/bans",
                "/console/events",
                "/console/connections",
                "/console/limits",
                "/console/export"
            })
    void aKeyWithoutTheScopeSeesAndChangesNothing(String path) {
        browser.signIn("other");
        assertThat(browser.get(path).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/bans",
                "/console/bans/end",
                "/console/events/remove",
                "/console/connections/close",
                "/console/limits"
            })
    void aFormWithoutItsTokenDoesNothing(String path) {
        browser.signIn("operator");
        HttpResponse<String> answer =
                browser.post(
                        path,
                        "what",
                        "key",
                        "value",
                        key.publicKey().hex(),
                        "limits.max-filters",
                        "1",
                        "id",
                        "ab".repeat(32));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("out of date");
        assertThat(accepted(note(key, "still"))).isTrue();
    }

    @Test
    void aBannedKeyIsListedRefusedAndLetInAgain() {
        browser.signIn("operator");
        Event before = note(key, "before");
        assertThat(accepted(before)).isTrue();

        send("/console/bans", "/console/bans", "what", "key", "value", npub(), "reason", HOSTILE);

        assertThat(browser.get("/console/bans").body())
                .contains(npub().substring(0, 12), "&lt;script&gt;alert(1)")
                .doesNotContain("<script>alert");
        assertThat(client.ok(note(key, "after")).get(3).asString()).startsWith("blocked:");
        assertThat(stored(before)).isFalse();

        String hex = key.publicKey().hex();
        send("/console/bans", "/console/bans/end", "what", "key", "value", hex);
        assertThat(accepted(note(key, "again"))).isTrue();
        assertThat(browser.get("/console/bans").body()).doesNotContain(hex);
    }

    @Test
    void onceAKeyIsLetInOnlySuchKeysMayPublish() {
        browser.signIn("operator");
        send("/console/bans", "/console/bans", "what", "allowed", "value", npub(), "reason", "us");
        try {
            assertThat(browser.get("/console/bans").body()).contains("may publish", "us");
            assertThat(accepted(note(key, "ours"))).isTrue();
            assertThat(accepted(note(SecretKey.generate(), "a stranger's"))).isFalse();
        } finally {
            String hex = key.publicKey().hex();
            send("/console/bans", "/console/bans/end", "what", "allowed", "value", hex);
        }
        assertThat(accepted(note(SecretKey.generate(), "a stranger's again"))).isTrue();
    }

    @Test
    void aBannedAddressIsWrittenAsTheRelayWritesIt() {
        browser.signIn("operator");
        send("/console/bans", "/console/bans", "what", "address", "value", "2001:DB8:0::1");
        assertThat(browser.get("/console/bans").body()).contains("2001:db8:0:0:0:0:0:1");
        send(
                "/console/bans",
                "/console/bans/end",
                "what",
                "address",
                "value",
                "2001:db8:0:0:0:0:0:1");
        assertThat(browser.get("/console/bans").body()).doesNotContain("2001:db8");
    }

    @Test
    void aBanThatCannotBeReadComesBackAsItWasTyped() {
        browser.signIn("operator");
        HttpResponse<String> answer =
                send("/console/bans", "/console/bans", "what", "key", "value", HOSTILE);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("a public key is an npub", "&#34;")
                .doesNotContain(HOSTILE);
    }

    @Test
    void anEventIsFoundAndRemovedForGood() {
        browser.signIn("operator");
        Event event = note(key, HOSTILE);
        assertThat(accepted(event)).isTrue();
        String page = "/console/events?id=" + event.id().hex();
        assertThat(browser.get(page).body()).contains(npub(), "alert(1)").doesNotContain(HOSTILE);

        send(page, "/console/events/remove", "id", event.id().hex(), "reason", "spam");

        assertThat(browser.get(page).statusCode()).isEqualTo(404);
        assertThat(browser.get("/console/bans").body()).contains(event.id().hex(), "spam");
        assertThat(accepted(event)).isFalse();
        assertThat(browser.get("/console/events?id=nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void whatIsBetweenOthersIsNotShown() {
        browser.signIn("operator");
        Event wrap = event(key, 1059, now(), "sealed-words", Tag.of("p", "ab".repeat(32)));
        assertThat(accepted(wrap)).isTrue();

        assertThat(browser.get("/console/events?id=" + wrap.id().hex()).body())
                .contains("between others", "Remove")
                .doesNotContain("sealed-words");
    }

    @Test
    void aLimitChangesAtOnceAndBackAndAWrongOneNotAtAll() {
        browser.signIn("operator");
        String page = browser.get("/console/limits").body();
        assertThat(page)
                .contains("limits.max-filters", ">7<", ">3650d<", "5000-5999=1d,7000=1d,6000")
                .contains("rates.events.key", ">off<")
                .doesNotContain("admin.", "public-url");

        send("/console/limits", "/console/limits", "limits.max-filters", "3");
        assertThat(maxFilters()).isEqualTo(3);
        assertThat(browser.get("/console/limits").body()).contains("value=\"3\"");

        HttpResponse<String> wrong =
                send(
                        "/console/limits",
                        "/console/limits",
                        "limits.max-filters",
                        "2",
                        "limits.max-limit",
                        "-1");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("max-limit must be positive", "value=\"-1\"");
        assertThat(maxFilters()).isEqualTo(3);

        send("/console/limits", "/console/limits", "limits.max-filters", "");
        assertThat(maxFilters()).isEqualTo(7);
    }

    @Test
    void aConnectionIsListedWithItsKeysAndClosed() {
        browser.signIn("operator");
        client.authenticate(key);
        assertThat(browser.get("/console/connections").body())
                .contains("127.0.0.1", npub().substring(0, 12));
        Connections connections = relay.bean(Connections.class);
        String id =
                connections.slowest(50).stream()
                        .filter(seen -> seen.keys().contains(key.publicKey()))
                        .findFirst()
                        .orElseThrow()
                        .id();

        send("/console/connections", "/console/connections/close", "id", id);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(connections.slowest(50))
                                .noneMatch(seen -> seen.keys().contains(key.publicKey())));
        assertThat(send("/console/connections", "/console/connections/close", "id", "gone"))
                .extracting(HttpResponse::statusCode)
                .isEqualTo(303);
    }

    @Test
    void theExportIsAFile() {
        browser.signIn("operator");
        Event event = note(key, "exported");
        assertThat(accepted(event)).isTrue();

        HttpResponse<String> file =
                browser.get(
                        "/console/export?filter=%7B%22ids%22:%5B%22" + event.id() + "%22%5D%7D");

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("content-disposition"))
                .hasValue("attachment; filename=\"events.jsonl\"");
        assertThat(file.body()).isEqualTo(event.toJson() + "\n");
        HttpResponse<String> wrong = browser.get("/console/export?filter=nonsense");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.headers().firstValue("content-disposition")).isEmpty();
    }

    @Test
    void anAdministratorsSignatureOpensASessionOnceAndAStrangersDoesNot() {
        try (Admin admin = new Admin(relay, ADMINISTRATOR);
                Admin stranger = new Admin(relay, key)) {
            String signed = admin.signed(admin.url(), TICKETS, "POST", "");
            HttpResponse<String> ticket = admin.send("POST", TICKETS, "text/plain", "", signed);
            assertThat(ticket.statusCode()).isEqualTo(200);
            browser.get(RawClient.JSON.readTree(ticket.body()).get("path").asString());
            assertThat(browser.get("/console/bans").body())
                    .contains(PublicKeys.npub(ADMINISTRATOR.publicKey()).substring(0, 16));

            assertThat(admin.send("POST", TICKETS, "text/plain", "", signed).statusCode())
                    .isEqualTo(401);
            assertThat(admin.send("POST", TICKETS, "text/plain", "", null).statusCode())
                    .isEqualTo(401);
            String others = stranger.signed(stranger.url(), TICKETS, "POST", "");
            assertThat(stranger.send("POST", TICKETS, "text/plain", "", others).statusCode())
                    .isEqualTo(403);
        }
    }

    /** With the token of the page that the form stands on. */
    private HttpResponse<String> send(String page, String path, String... namesAndValues) {
        String token = Browser.field(browser.get(page), "csrf");
        String[] all = new String[namesAndValues.length + 2];
        System.arraycopy(namesAndValues, 0, all, 2, namesAndValues.length);
        all[0] = "csrf";
        all[1] = token;
        return browser.post(path, all);
    }

    private boolean accepted(Event event) {
        return client.ok(event).get(2).asBoolean();
    }

    private boolean stored(Event event) {
        return !client.stored("s", "{\"ids\":[\"" + event.id().hex() + "\"]}").isEmpty();
    }

    private String npub() {
        return PublicKeys.npub(key.publicKey());
    }

    private static int maxFilters() {
        return RawClient.JSON
                .readTree(relay.get("/", "application/nostr+json").body())
                .get("limitation")
                .get("max_filters")
                .asInt();
    }
}
