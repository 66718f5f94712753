package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.PayJob;
import dev.pylon.api.console.ConsoleApi;
import dev.pylon.cli.Clients;
import dev.pylon.cli.up.Service;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.relayclient.PublishOutcome;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayPoolSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/**
 * The relay's public page, a job's thread and the operator's console in Debian's Chromium.
 * Screenshots go to target/screenshots.
 */
@Tag("browser")
class RelayPageIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration CHARTED = Duration.ofSeconds(90);
    private static final View DAY = new View("desktop-light", 1200, 900, "light");
    private static final View NIGHT = new View("phone-dark", 390, 844, "dark");
    private static final List<View> BOTH = List.of(DAY, NIGHT);
    private static final List<View> ALL =
            List.of(
                    DAY,
                    NIGHT,
                    new View("desktop-dark", 1200, 900, "dark"),
                    new View("phone-light", 390, 844, "light"));

    private static Market market;
    private static Chromium chromium;

    private record View(String name, int width, int height, String scheme) {}

    @BeforeAll
    static void open() throws IOException {
        market = Market.openWithAll(RelayPageIT.class);
        chromium = Chromium.launch();
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
        market.close();
    }

    @BeforeEach
    void desktop() {
        chromium.size(1200, 900);
        chromium.scheme("light");
        chromium.driver().manage().deleteAllCookies();
    }

    @Test
    void aJobIsSeenWithoutReloadAndItsThreadIsAClickAway() {
        chromium.driver().get(relay());
        assertThat(chromium.driver().getTitle()).contains("Relay");
        chromium.run("window.notReloaded = true");
        awaitText("#offers", "alive");
        awaitText("#pulse", "live");

        JobView job =
                Jobs.submit(market.buyer(), Jobs.Order.of("Why <b id=injected>not</b> blue?"));
        Jobs.await(market.buyer(), job.id(), JobState.COMPLETED);

        awaitText("#jobs li:has(#job-" + job.id() + ")", "answered");
        assertThat(chromium.run("return window.notReloaded")).isEqualTo(true);
        assertThat(find("#jobsCompleted").getText()).isNotEqualTo("0");
        find("#job-" + job.id()).click();
        awaitText(".thread", "result");
        String thread = find(".thread").getText();
        assertThat(thread)
                .containsSubsequence("request", "at most 50 sat", "payment required", "result")
                .contains("npub1", "21 sat");
        assertThat(chromium.driver().findElements(By.id("injected"))).isEmpty();
    }

    @Test
    void anAnswerComesIntoAThreadThatIsOpen() {
        JobView job = Jobs.submit(market.buyer(), Jobs.Order.of("Wait for me").paidByHand());
        chromium.driver().get(relay() + "/jobs/" + job.id());
        awaitText(".thread", "payment required");
        chromium.run("window.notReloaded = true");

        market.buyer().pay(job.id(), new PayJob(null)).block(SOON);

        awaitText(".thread", "result");
        awaitText("#job h1", "answered");
        assertThat(chromium.run("return window.notReloaded")).isEqualTo(true);
    }

    @Test
    void everyPageIsAccessibleReadableOnAPhoneAndInTheDark() throws IOException {
        for (String prompt : List.of("Name three rivers", "Two plus two?")) {
            JobView job = Jobs.submit(market.buyer(), Jobs.Order.of(prompt));
            Jobs.await(market.buyer(), job.id(), JobState.COMPLETED);
        }
        JobView job = Jobs.submit(market.buyer(), Jobs.Order.of("Nobody pays me").paidByHand());
        String sold = market.buyer().jobs(null, 1, "completed").block(SOON).items().getFirst().id();
        inspect(ALL, "market", "/", ".chart svg");
        inspect(ALL, "thread", "/jobs/" + sold, ".thread");
        inspect(BOTH, "thread-open", "/jobs/" + job.id(), ".thread");
        inspect(BOTH, "missing", "/jobs/" + "ab".repeat(32), "[role=alert]");
        enterConsole();
        keepOut(SecretKey.generate(), "sends advertisements");
        inspect(BOTH, "console-bans", "/console/bans", "#banned");
        inspect(BOTH, "console-events", "/console/events?id=" + sold, "form");
        inspect(BOTH, "console-connections", "/console/connections", "#open");
        inspect(BOTH, "console-limits", "/console/limits", ".settings");
    }

    @Test
    void aKeyThatTheOperatorBansIsRefused() {
        SecretKey key = SecretKey.generate();
        assertThat(publish(key, "before")).isInstanceOf(PublishOutcome.Accepted.class);
        enterConsole();

        keepOut(key, "sends advertisements");

        assertThat(publish(key, "after")).isInstanceOf(PublishOutcome.Refused.class);
        find("#banned tr[data-value='" + key.publicKey().hex() + "'] button").click();
        awaitGone("tr[data-value='" + key.publicKey().hex() + "']");
        assertThat(publish(key, "again")).isInstanceOf(PublishOutcome.Accepted.class);
    }

    private static String relay() {
        return market.process(Service.RELAY).url();
    }

    private static void enterConsole() {
        ConsoleApi console =
                Clients.create(
                        ConsoleApi.class, relay(), market.home().apiKey("cli-relay").orElseThrow());
        String path = console.ticket().blockOptional(SOON).orElseThrow().path();
        chromium.driver().get(relay() + path);
        chromium.await("Bans");
    }

    private static void keepOut(SecretKey key, String reason) {
        chromium.driver().get(relay() + "/console/bans");
        find("#value").sendKeys(PublicKeys.npub(key.publicKey()));
        find("#reason").sendKeys(reason);
        find("form.order button[type=submit]").click();
        awaitText("#banned tr[data-value='" + key.publicKey().hex() + "']", reason);
    }

    private static void inspect(List<View> views, String name, String path, String awaited)
            throws IOException {
        for (View view : views) {
            chromium.size(view.width(), view.height());
            chromium.scheme(view.scheme());
            chromium.driver().get(relay() + path);
            Awaitility.await()
                    .atMost(CHARTED)
                    .ignoreExceptions()
                    .until(() -> find(awaited).isDisplayed());
            String what = "relay-" + name + "-" + view.name();
            chromium.screenshot(what);
            assertThat(chromium.violations()).as(what).isEmpty();
            assertThat(chromium.isWiderThanItsWindow()).as(what).isFalse();
            assertThat(chromium.complaints()).as(what).allMatch(text -> text.contains("404"));
        }
    }

    private static WebElement find(String css) {
        return chromium.driver().findElement(By.cssSelector(css));
    }

    private static void awaitText(String css, String text) {
        Awaitility.await()
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(find(css).getText()).contains(text));
    }

    private static void awaitGone(String css) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> chromium.driver().findElements(By.cssSelector(css)).isEmpty());
    }

    private static PublishOutcome publish(SecretKey key, String words) {
        try (RelayPool pool =
                RelayPool.open(
                        RelayPoolSettings.builder()
                                .relay(market.process(Service.RELAY).webSocketUrl())
                                .identity(key)
                                .build())) {
            return pool.publish(
                            EventTemplate.of(1, Tags.none(), words).sign(key),
                            Duration.ofSeconds(10))
                    .blockFirst(Duration.ofSeconds(20));
        }
    }
}
