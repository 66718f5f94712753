package dev.pylon.provider.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.kit.app.ServiceApp;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import dev.pylon.provider.ProviderServiceApplication;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;

/** The provider's console as a browser without scripts sees it. Its wallet is down. */
class ConsoleTest {
    private static final String SCRIPT = "<script>alert(1)</script>";
    private static final String JOB = "ab".repeat(32);
    private static final Pattern TICKET = Pattern.compile("\"path\":\"([^\"]+)\"");

    @TempDir static Path folder;
    private static ConfigurableApplicationContext service;
    private static String url;

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

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

    private static String key(String id, String scopes) {
        return "- id: %s\n  sha256: %s\n  account: provider\n  scopes: [%s]\n"
                .formatted(
                        id,
                        Hex.encode(
                                Hashes.sha256((id + "-secret").getBytes(StandardCharsets.UTF_8))),
                        scopes);
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.timeout(Duration.ofSeconds(20)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void enter(String key) {
        HttpResponse<String> ticket =
                send(
                        HttpRequest.newBuilder(URI.create(url + "/v1/console/tickets"))
                                .header("Authorization", "Bearer " + key + "-secret")
                                .POST(HttpRequest.BodyPublishers.noBody()));
        Matcher path = TICKET.matcher(ticket.body());
        assertThat(path.find()).as(ticket.body()).isTrue();
        assertThat(get(Objects.requireNonNull(path.group(1))).statusCode()).isEqualTo(200);
    }

    @Test
    void nobodyEntersWithoutAKey() {
        assertThat(get("/console/jobs").statusCode()).isEqualTo(303);
        assertThat(get("/console/earnings").statusCode()).isEqualTo(303);
        assertThat(
                        send(HttpRequest.newBuilder(URI.create(url + "/v1/console/tickets"))
                                        .POST(HttpRequest.BodyPublishers.noBody()))
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
