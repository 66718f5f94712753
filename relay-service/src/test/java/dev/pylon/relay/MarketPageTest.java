package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.key.SecretKey;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The market as everybody sees it in a browser. */
class MarketPageTest {
    private static final String HTML = "text/html";
    private final SecretKey buyer = SecretKey.generate();
    private final SecretKey provider = SecretKey.generate();
    private static TestRelay relay;
    private static RawClient client;

    @BeforeAll
    static void start() {
        relay = TestRelay.startOpen();
        client = relay.connect();
    }

    @AfterAll
    static void stop() {
        client.close();
        relay.close();
    }

    @Test
    void thePageRunsNothingButItsOwnScripts() {
        HttpResponse<String> page = relay.get("/", HTML);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-security-policy"))
                .hasValueSatisfying(policy ->
                        assertThat(policy)
                                .contains("default-src 'none'", "script-src 'self'")
                                .doesNotContain("unsafe", "http"));
        assertThat(page.body()).containsPattern("src=\"/charts.js\\?[0-9a-f]{16}\"");
        assertThat(page.body()).doesNotContain("<style", "style=", "javascript:");
    }

    @Test
    void aJobIsListedWithWhatHasBecomeOfIt() {
        long then = now() - 7;
        Event request = publish(buyer, 5050, then, "");
        awaitPage(">open<", "text generation", "/jobs/" + request.id().hex());

        publish(provider, 7000, then + 3, "", job(request), Tag.of("status", "processing"));
        awaitPage(">in progress<");
        publish(provider, 6050, then + 6, "done", job(request));
        publish(buyer, 5050, now(), "");
        awaitPage(">answered<", "6 s", "id=\"median\">6 s<");
    }

    @Test
    void aJobThatEverybodyRefusesIsSeenAsRefused() {
        Event request = publish(buyer, 5050, now() - 7, "");
        publish(provider, 7000, now(), "", job(request), Tag.of("status", "error"));
        awaitPage(">refused<", request.id().hex());
    }

    @Test
    void providersAreShownByKindWithPriceAndLastHeartbeat() {
        String content = "{\"name\":\"<script>alert(1)</script>\",\"simulated\":true}";
        publish(
                provider,
                31990,
                now(),
                content,
                Tag.of("d", "x"),
                Tag.of("k", "5050"),
                Tag.of("k", "5100"),
                Tag.of("price", "21000", "job"));
        awaitPage(
                "21 sat",
                ">silent<",
                "image generation",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
                PublicKeys.npub(provider.publicKey()).substring(0, 12));
        assertThat(page()).doesNotContain("<script>alert");

        publish(provider, 11998, now() - 5, "", Tag.of("d", "x"));
        awaitPage(">alive<");
    }

    @Test
    void aRelayThatKeepsItsJobsToItselfShowsOnlyTheirNumber() {
        try (TestRelay other = TestRelay.startOpen("page.jobs=false");
                RawClient asking = other.connect()) {
            assertThat(other.get("/", HTML).body()).contains("No provider has announced itself");
            Event request = event(buyer, 5050, now(), "");
            assertThat(asking.ok(request).get(2).asBoolean()).isTrue();

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(other.get("/", HTML).body())
                                    .contains("id=\"jobsPending\">1<")
                                    .doesNotContain(request.id().hex(), "Newest jobs"));
            assertThat(other.get("/jobs/" + request.id().hex(), HTML).statusCode()).isEqualTo(404);
        }
    }

    private static Event publish(SecretKey key, int kind, long at, String content, Tag... tags) {
        Event event = event(key, kind, at, content, tags);
        assertThat(client.ok(event).get(2).asBoolean()).isTrue();
        return event;
    }

    private static Tag job(Event request) {
        return Tag.of("e", request.id().hex());
    }

    private static String page() {
        return relay.get("/", HTML).body();
    }

    /** What is shown may be a second old. */
    private static void awaitPage(String... parts) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(page()).contains(parts));
    }
}
