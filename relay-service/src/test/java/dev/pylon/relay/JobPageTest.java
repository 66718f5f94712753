package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.key.SecretKey;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The thread of one job as everybody sees it. */
class JobPageTest {
    private static final String HOSTILE =
            "</div><script>window.x=1</script><img src=x onerror='x()'> \" & \u202e";
    private static final int HIDDEN_KIND = 5900;
    private static TestRelay relay;
    private static RawClient client;
    private final SecretKey buyer = SecretKey.generate();
    private final SecretKey provider = SecretKey.generate();
    private final SecretKey stranger = SecretKey.generate();

    @BeforeAll
    static void start() {
        relay = TestRelay.startOpen("privacy.recipient-kinds=1059,21059," + HIDDEN_KIND);
        client = relay.connect();
    }

    @AfterAll
    static void stop() {
        client.close();
        relay.close();
    }

    @Test
    void theThreadIsInOrderWithAuthorsTimesAndAmounts() {
        long then = now() - 60;
        Event request =
                publish(
                        buyer,
                        5050,
                        then,
                        "",
                        Tag.of("i", "Why is the sky blue?", "text"),
                        Tag.of("bid", "50000"),
                        Tag.of("param", "model", "some-model"),
                        Tag.of("p", provider.publicKey().hex()));
        publish(provider, 6050, then + 9, "It scatters.", job(request), Tag.of("amount", "21000"));
        publish(provider, 7000, then + 8, "It", job(request), Tag.of("status", "partial"));
        publish(provider, 7000, then + 9, "It scat", job(request), Tag.of("status", "partial"));
        publish(
                provider,
                7000,
                then + 2,
                "",
                job(request),
                Tag.of("status", "payment-required", "for your words"),
                Tag.of("amount", "21500", "lnbcrt1"));
        publish(stranger, 6050, then + 5, "Buy my coin", job(request));
        publish(stranger, 7000, then + 5, "of another job", Tag.of("e", "ab".repeat(32)));

        String page = thread(request);

        assertThat(page)
                .containsSubsequence(
                        "text generation",
                        ">answered<",
                        "some-model",
                        "after 9 s",
                        ">request<",
                        "at most 50 sat",
                        shortened(buyer),
                        "Why is the sky blue?",
                        ">payment required<",
                        "21.5 sat",
                        shortened(provider),
                        "for your words",
                        "after 2 s",
                        shortened(stranger),
                        "was not asked",
                        "Buy my coin",
                        ">result<",
                        "21 sat",
                        "It scatters.")
                .doesNotContain(">It<", ">It scat<", "of another job");
    }

    @Test
    void ofPartialResultsTheLastIsShownUntilTheResultIsThere() {
        Event request = publish(buyer, 5050, now() - 9, "Say it slowly");
        publish(provider, 7000, now() - 8, "It", job(request), Tag.of("status", "partial"));
        publish(provider, 7000, now() - 7, "It scat", job(request), Tag.of("status", "partial"));

        assertThat(thread(request))
                .contains("Say it slowly", ">partial<", ">It scat<")
                .doesNotContain(">It<");
    }

    @Test
    void whatStrangersWriteIsTextAndNothingElse() {
        Event request =
                publish(
                        buyer,
                        5050,
                        now(),
                        "",
                        Tag.of("i", HOSTILE),
                        Tag.of("param", HOSTILE, HOSTILE),
                        Tag.of("p", HOSTILE));
        publish(
                provider,
                7000,
                now(),
                HOSTILE,
                job(request),
                Tag.of("status", HOSTILE, HOSTILE),
                Tag.of("amount", HOSTILE));
        publish(provider, 6050, now(), HOSTILE.repeat(900), job(request));

        String page = thread(request);

        assertThat(page)
                .contains("&lt;script&gt;window.x=1", "characters more")
                .doesNotContain("<script>window", "<img src=x", "</div><script");
    }

    @Test
    void whatIsEncryptedIsNotShown() {
        Event request =
                publish(
                        buyer,
                        5050,
                        now(),
                        "c2VjcmV0LXF1ZXN0aW9u",
                        Tag.of("encrypted"),
                        Tag.of("p", provider.publicKey().hex()));
        publish(provider, 7000, now(), "c2VjcmV0LXF1b3Rl", job(request), Tag.of("encrypted"));
        publish(provider, 6050, now(), "c2VjcmV0LWFuc3dlcg", job(request), Tag.of("encrypted"));

        assertThat(thread(request))
                .contains("only customer and provider can read it", ">result<")
                .doesNotContain("c2VjcmV0");
    }

    @Test
    void kindsThatAreNotForEverybodyAreNotFound() {
        Event hidden = publish(buyer, HIDDEN_KIND, now(), "for one", Tag.of("p", "ab".repeat(32)));
        Event wrap = publish(buyer, 1059, now(), "wrapped", Tag.of("p", "ab".repeat(32)));

        for (Event event : new Event[] {hidden, wrap}) {
            HttpResponse<String> page = get(event.id().hex());
            assertThat(page.statusCode()).isEqualTo(404);
            assertThat(page.body()).doesNotContain("for one", "wrapped");
        }
        assertThat(relay.get("/", "text/html").body()).doesNotContain(hidden.id().hex());
    }

    @Test
    void aDeletedRequestAndAnUnknownOneAreNotFoundAndSayWhatToDo() {
        Event request = publish(buyer, 5050, now(), "");
        assertThat(get(request.id().hex()).statusCode()).isEqualTo(200);
        publish(buyer, 5, now(), "", job(request));

        for (String id : new String[] {request.id().hex(), "ab".repeat(32)}) {
            HttpResponse<String> page = get(id);
            assertThat(page.statusCode()).isEqualTo(404);
            assertThat(page.headers().firstValue("content-type"))
                    .hasValue("text/html;charset=UTF-8");
            assertThat(page.body()).contains("kept for a while", "To the market");
        }
    }

    @Test
    void anIdThatIsNoneIsABadRequestAndIsNotRepeated() {
        for (String id : new String[] {"x", "AB".repeat(32), "%3Cscript%3Ealert(1)"}) {
            HttpResponse<String> page = get(id);
            assertThat(page.statusCode()).as(id).isEqualTo(400);
            assertThat(page.body()).contains("64 lower-case hex digits").doesNotContain("alert(1)");
            assertThat(page.headers().firstValue("content-security-policy")).isPresent();
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

    private static String thread(Event request) {
        HttpResponse<String> page = get(request.id().hex());
        assertThat(page.statusCode()).isEqualTo(200);
        return page.body();
    }

    private static HttpResponse<String> get(String id) {
        return relay.get("/jobs/" + id, "text/html");
    }

    private static String shortened(SecretKey key) {
        return PublicKeys.npub(key.publicKey()).substring(0, 12) + "…";
    }
}
