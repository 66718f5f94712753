package dev.pylon.buyer.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.console.ConsoleApi;
import dev.pylon.buyer.scene.Scene;
import dev.pylon.buyer.scene.ScriptedProvider;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.kit.testing.Browser;
import java.net.HttpCookie;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The buyer's console as a browser without scripts sees it. */
class ConsoleTest {
    private static final Scene scene = Scene.running();
    private static final String SCRIPT = "<script>alert(1)</script>";

    private final Browser browser = new Browser(scene.url());

    @AfterEach
    void reset() {
        scene.reset();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    private HttpResponse<String> newest() {
        return browser.get("/console/jobs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/",
                "/console/jobs",
                "/console/wallet",
                "/console/providers",
                "/console/relays"
            })
    void withoutASessionEveryPathLeadsToTheEntrance(String path) {
        HttpResponse<String> answer = browser.get(path);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(Browser.header(answer, "location")).isEqualTo("/console/sign-in");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aKeyOpensASessionAndAWrongOneDoesNot() {
        HttpResponse<String> refused = browser.signIn("wrong");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("no key of this service");

        HttpResponse<String> answer = browser.signIn("alice-secret");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(Browser.header(answer, "set-cookie"))
                .startsWith("pylon-buyer=")
                .containsIgnoringCase("; HttpOnly")
                .contains("SameSite=Strict", "Path=/console")
                .doesNotContain("alice-secret", "Secure");
        assertThat(newest().body()).contains("New job", "alice");
    }

    @Test
    void behindHttpsTheCookieIsSecure() {
        HttpResponse<String> entrance = browser.get("/console/sign-in");
        HttpResponse<String> answer =
                browser.postWith(
                        "X-Forwarded-Proto",
                        "https",
                        "/console/sign-in",
                        "csrf",
                        Browser.field(entrance, "csrf"),
                        "key",
                        "alice-secret");

        assertThat(Browser.header(answer, "set-cookie")).contains("; Secure");
    }

    @Test
    void aForgedOrChangedSessionIsNone() {
        browser.signIn("reader-secret");
        HttpCookie session =
                browser.cookies().getCookieStore().getCookies().stream()
                        .filter(cookie -> cookie.getName().equals("pylon-buyer"))
                        .findFirst()
                        .orElseThrow();
        String mine = session.getValue();
        String alice =
                java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("alice".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        session.setValue(alice + mine.substring(mine.indexOf('.')));
        assertThat(newest().statusCode()).isEqualTo(303);
        session.setValue(mine.replaceFirst("\\.\\d+\\.", ".99999999999."));
        assertThat(newest().statusCode()).isEqualTo(303);
        session.setValue("...");
        assertThat(newest().statusCode()).isEqualTo(303);
        session.setValue(mine);
        assertThat(newest().statusCode()).isEqualTo(200);
    }

    @Test
    void aTicketSignsInOnce() {
        String path =
                Scene.get(
                                ServiceClients.create(
                                                ConsoleApi.class,
                                                scene.url(),
                                                "alice-secret",
                                                Scene.SOON)
                                        .ticket())
                        .path();

        assertThat(browser.get(path).statusCode()).isEqualTo(200);
        assertThat(newest().body()).contains("New job");
        HttpResponse<String> again = new Browser(scene.url()).get(path);
        assertThat(again.statusCode()).isEqualTo(401);
        assertThat(again.body()).contains("pylon console");
    }

    @Test
    void signingOutEndsTheSession() {
        browser.signIn("alice-secret");

        browser.post("/console/sign-out", "csrf", Browser.field(newest(), "csrf"));

        assertThat(newest().statusCode()).isEqualTo(303);
    }

    @Test
    void aFormWithoutItsTokenDoesNothing() {
        browser.signIn("alice-secret");
        Browser other = new Browser(scene.url());
        other.signIn("bob-secret");
        String bobs = Browser.field(other.get("/console/jobs"), "csrf");

        for (String csrf : new String[] {"", "wrong", bobs}) {
            HttpResponse<String> answer =
                    browser.post("/console/jobs", "csrf", csrf, "prompt", "not wanted", "bid", "1");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("out of date");
        }
        assertThat(browser.post("/console/jobs", "prompt", "not wanted").statusCode())
                .isEqualTo(403);
        assertThat(newest().body()).doesNotContain("not wanted");
    }

    @Test
    void aKeyThatMayOnlyReadSeesNoFormAndIsRefused() {
        String id = scene.submit(Scene.job(1_000L, false)).id();
        browser.signIn("reader-secret");

        HttpResponse<String> list = newest();
        assertThat(list.body()).contains(id).doesNotContain("New job", "/console/wallet");
        HttpResponse<String> job = browser.get("/console/jobs/" + id);
        assertThat(job.body()).doesNotContain("Cancel job");
        String csrf = Browser.field(list, "csrf");
        HttpResponse<String> order =
                browser.post("/console/jobs", "csrf", csrf, "token", "t", "prompt", "p", "bid", "");
        assertThat(order.statusCode()).isEqualTo(403);
        assertThat(order.body()).contains("jobs:write");
        assertThat(browser.post("/console/jobs/" + id + "/cancel", "csrf", csrf).statusCode())
                .isEqualTo(403);
        assertThat(browser.post("/console/jobs/" + id + "/pay", "csrf", csrf).statusCode())
                .isEqualTo(403);
        assertThat(browser.get("/console/wallet").statusCode()).isEqualTo(403);
        assertThat(scene.job(id).state()).isEqualTo(JobState.SUBMITTED);
    }

    @Test
    void whatBelongsToAnotherAccountIsNotThere() {
        String id = scene.submit(Scene.job(1_000L, false)).id();
        browser.signIn("bob-secret");

        assertThat(newest().body()).doesNotContain(id);
        assertThat(browser.get("/console/jobs/" + id).statusCode()).isEqualTo(404);
        assertThat(browser.get("/console/jobs/" + id + "/stream").statusCode()).isEqualTo(404);
    }

    @Test
    void aJobIsOrderedPaidAndShownWithItsResult() {
        ScriptedProvider provider = scene.provider();
        scene.onJob(request -> provider.sell(request, 21_000, "Because of " + SCRIPT));
        browser.signIn("alice-secret");

        HttpResponse<String> answer = order("prompt", "Why " + SCRIPT + "?");

        assertThat(answer.statusCode()).isEqualTo(303);
        String path = Browser.header(answer, "location");
        scene.await(path.substring(path.lastIndexOf('/') + 1), JobState.COMPLETED);
        assertThat(browser.get(path).body())
                .contains("completed", "21 sat", "Because of &lt;script&gt;", "Why &lt;script&gt;")
                .doesNotContain(SCRIPT);
        assertThat(newest().body()).contains("Why &lt;script&gt;").doesNotContain(SCRIPT);
    }

    @Test
    void whatIsWrongWithAFormIsSaidAndWhatWasTypedIsKept() {
        browser.signIn("alice-secret");

        HttpResponse<String> answer = order("prompt", "A long question", "bid", "many");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("no amount", "A long question", "value=\"many\"");
    }

    @Test
    void whoIsPaidIsChosenInTheForm() {
        ScriptedProvider cheap = scene.provider();
        ScriptedProvider dear = scene.provider();
        scene.onJob(request -> {
            cheap.sell(request, 7_000, "Cheap.");
            dear.sell(request, 30_000, "Dear.");
        });
        browser.signIn("alice-secret");

        HttpResponse<String> denied =
                order(
                        "policy",
                        "cheapest",
                        "quoteWindow",
                        "1500",
                        "allow",
                        cheap.hex() + "\n" + dear.hex(),
                        "deny",
                        cheap.hex());

        JobView job = scene.await(idOf(denied), JobState.COMPLETED);
        assertThat(job.result()).isEqualTo("Dear.");
        assertThat(job.quotes()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "policy, dearest, There is no policy",
        "quoteWindow, soon, is no number of milliseconds",
        "encryption, nip44, provider",
        "deny, nobody, nobody"
    })
    void whatCannotBeIsSaidAndTheFormKeepsIt(String field, String value, String said) {
        browser.signIn("alice-secret");

        HttpResponse<String> answer = order(field, value);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(said, "<details class=\"wide\" open>");
    }

    /** The form as it comes, with these fields filled in otherwise. */
    private HttpResponse<String> order(String... filledIn) {
        HttpResponse<String> form = newest();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("csrf", Browser.field(form, "csrf"));
        fields.put("token", Browser.field(form, "token"));
        fields.put("prompt", "Whose?");
        fields.put("bid", "50");
        fields.put("autoPay", "on");
        for (int i = 0; i < filledIn.length; i += 2) {
            fields.put(filledIn[i], filledIn[i + 1]);
        }
        return browser.post(
                "/console/jobs",
                fields.entrySet().stream()
                        .flatMap(field -> Stream.of(field.getKey(), field.getValue()))
                        .toArray(String[]::new));
    }

    private static String idOf(HttpResponse<String> submitted) {
        return Browser.header(submitted, "location").substring("/console/jobs/".length());
    }

    @Test
    void aFormThatIsSentTwiceIsOneJob() {
        browser.signIn("alice-secret");
        HttpResponse<String> form = newest();
        String[] fields = {
            "csrf",
            Browser.field(form, "csrf"),
            "token",
            Browser.field(form, "token"),
            "prompt",
            "Once, please",
            "bid",
            ""
        };

        String first = Browser.header(browser.post("/console/jobs", fields), "location");
        String second = Browser.header(browser.post("/console/jobs", fields), "location");

        assertThat(first).startsWith("/console/jobs/").isEqualTo(second);
    }

    @Test
    void aQuoteIsPaidAndAnOpenJobIsCancelled() {
        ScriptedProvider provider = scene.provider();
        scene.onJob(request -> provider.sell(request, 21_500, "Because."));
        JobView job = scene.submit(Scene.job(50_000L, false, provider.hex()));
        scene.await(job.id(), JobState.PAYMENT_REQUIRED);
        browser.signIn("alice-secret");

        HttpResponse<String> page = browser.get("/console/jobs/" + job.id());
        assertThat(page.body()).contains("Pay 21.5 sat", "Cancel job");
        HttpResponse<String> paid =
                browser.post(
                        "/console/jobs/" + job.id() + "/pay",
                        "csrf",
                        Browser.field(page, "csrf"),
                        "provider",
                        provider.hex());

        assertThat(paid.statusCode()).isEqualTo(303);
        scene.await(job.id(), JobState.COMPLETED);
        HttpResponse<String> after = browser.get("/console/jobs/" + job.id());
        assertThat(after.body()).doesNotContain("Cancel job", "Pay 21.5 sat");

        scene.onJob(request -> {});
        String other = scene.submit(Scene.job(1_000L, false)).id();
        browser.post("/console/jobs/" + other + "/cancel", "csrf", Browser.field(after, "csrf"));
        scene.await(other, JobState.CANCELLED);
    }

    @Test
    void theStreamOfAJobBringsItsPartsAndEnds() {
        ScriptedProvider provider = scene.provider();
        scene.onJob(request -> provider.sell(request, 21_000, "Two\rlines " + SCRIPT));
        String id = scene.submit(Scene.job(50_000L, true)).id();
        browser.signIn("alice-secret");

        HttpResponse<String> stream = browser.get("/console/jobs/" + id + "/stream?after=0");

        assertThat(Browser.header(stream, "content-type")).startsWith("text/event-stream");
        assertThat(stream.body())
                .contains("event:state", "event:facts", "event:thread", "event:text", "completed")
                .contains("data:<span>Two\ndata:lines &lt;script&gt;")
                .doesNotContain("\r", SCRIPT);
        assertThat(stream.body().lastIndexOf("event:end"))
                .isGreaterThan(stream.body().lastIndexOf("event:text"));
    }

    @Test
    void theOtherPagesShowMoneyProvidersAndRelays() {
        scene.wallet.balance(1_234_500);
        browser.signIn("owner-secret");

        assertThat(browser.get("/console/wallet").body()).contains("1,234.5 sat", "Wallet");
        assertThat(browser.get("/console/relays").body())
                .contains(scene.relay().url().value(), "connected", "npub1");
        assertThat(browser.get("/console/providers").body()).contains("No provider");
    }

    @Test
    void everyPageIsProtectedAndAssetsAreKeptForGood() {
        HttpResponse<String> page = browser.get("/console/sign-in");

        assertThat(Browser.header(page, "content-security-policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(Browser.header(page, "cache-control")).isEqualTo("no-store");
        assertThat(page.body()).doesNotContain("<script>", "style=", "onclick");
        java.util.regex.Matcher assets =
                java.util.regex.Pattern.compile("/console/assets/[0-9a-f]{16}/[a-z.]+")
                        .matcher(page.body());
        int count = 0;
        while (assets.find()) {
            HttpResponse<String> asset = browser.get(assets.group());
            assertThat(asset.statusCode()).isEqualTo(200);
            assertThat(Browser.header(asset, "cache-control")).contains("immutable", "31536000");
            count++;
        }
        assertThat(count).isEqualTo(6);
        assertThat(browser.get("/console/assets/0000000000000000/console.css").statusCode())
                .isEqualTo(404);
    }
}
