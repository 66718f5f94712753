package dev.pylon.provider.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.kit.app.ServiceApp;
import dev.pylon.kit.testing.Browser;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import dev.pylon.provider.ProviderServiceApplication;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;

/** The provider's console as a browser without scripts sees it. Its wallet is down. */
class ConsoleTest {
    private static final String SCRIPT = "<script>alert(1)</script>";
    private static final String JOB = "ab".repeat(32);

    @TempDir static Path folder;
    private static ConfigurableApplicationContext service;
    private static String url;

    private Browser browser;

    @BeforeAll
    static void start() throws IOException {
        Path identity =
                Files.writeString(folder.resolve("identity"), SecretKey.generate().toNsec());
        Path keys =
                Files.writeString(
                        folder.resolve("keys.yml"),
                        key("owner", "jobs:read, wallet:read") + key("worker", "jobs:read"));
        List<String> arguments = new ArrayList<>(List.of(TestDatabase.fresh().arguments()));
        arguments.addAll(
                List.of(
                        "--server.port=0",
                        "--pylon.api-keys-file=" + keys,
                        "--pylon.identity.key-file=" + identity,
                        "--pylon.wallet.url=http://127.0.0.1:1",
                        "--pylon.wallet.api-key-file=" + identity,
                        "--pylon.provider.backends.openai.far.url=http://127.0.0.1:1"));
        service =
                ServiceApp.run(
                        ProviderServiceApplication.class,
                        "provider-service",
                        arguments.toArray(String[]::new));
        url = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port");
        service.getBean(DatabaseClient.class)
                .sql(
                        """
                        insert into job (id, request, customer, kind, model, policy, work, money, price_msat, payment_hash,
                                         paid_msat, paid_at, reason)
                        values (:id, '{}', 'c0ffee', 5050, :model, 'before', 'failed', 'paid', 21500, 'hash', 21500, now(),
                                :reason);
                        """)
                .bind("id", JOB)
                .bind("model", "model " + SCRIPT)
                .bind("reason", "backend-failed: it said " + SCRIPT)
                .then()
                .then(
                        service.getBean(DatabaseClient.class)
                                .sql("insert into settlement values (1, 'hash', 21500, now())")
                                .then())
                .block(Duration.ofSeconds(10));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void open() {
        browser = new Browser(url);
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private static String key(String id, String scopes) {
        return "- id: %s\n  sha256: %s\n  account: provider\n  scopes: [%s]\n"
                .formatted(
                        id,
                        Hex.encode(
                                Hashes.sha256((id + "-secret").getBytes(StandardCharsets.UTF_8))),
                        scopes);
    }

    private HttpResponse<String> get(String path) {
        return browser.get(path);
    }

    private void enter(String key) {
        assertThat(Browser.header(browser.signIn(key + "-secret"), "location"))
                .isEqualTo("/console/jobs");
    }

    @Test
    void nobodyEntersWithoutAKey() {
        assertThat(get("/console/jobs").statusCode()).isEqualTo(303);
        assertThat(get("/console/earnings").statusCode()).isEqualTo(303);
        assertThat(
                        browser.postWith("Accept", "application/json", "/v1/console/tickets")
                                .statusCode())
                .isEqualTo(401);
    }

    @Test
    void jobsAreShownWithTheirReasonsAndNothingInThemIsMarkup() {
        enter("owner");

        for (String path : List.of("/console/jobs", "/console/jobs/" + JOB)) {
            assertThat(get(path).body())
                    .contains(
                            "failed", "21.5 sat", "it said &lt;script&gt;", "model &lt;script&gt;")
                    .doesNotContain(SCRIPT);
        }
        assertThat(get("/console/jobs/" + JOB).body()).contains("received", "settled");
        assertThat(get("/console/jobs/" + "cd".repeat(32)).statusCode()).isEqualTo(404);
    }

    @Test
    void earningsAreForWhoeverMaySeeMoney() {
        enter("worker");
        assertThat(get("/console/jobs").body()).doesNotContain("/console/earnings");
        assertThat(get("/console/earnings").statusCode()).isEqualTo(403);

        enter("owner");
        assertThat(get("/console/earnings").body()).contains("21.5 sat", "<meter");
    }

    @Test
    void aBackendThatIsDownIsShownWithTheReason() {
        enter("worker");

        assertThat(get("/console/backends").body())
                .contains("far", "not available", "class=\"problem\"", "not reachable");
        assertThat(get("/console/relays").body()).contains("listens on no relay", "npub1");
    }
}
