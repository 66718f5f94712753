package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.JobEncryption;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.console.ConsoleApi;
import dev.pylon.cli.Clients;
import dev.pylon.cli.up.Service;
import dev.pylon.primitives.Msat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The consoles of buyer and provider in Debian's Chromium. Screenshots go to target/screenshots.
 */
@Tag("browser")
class ConsoleIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String STRANGE =
            "Say hello to <b id=\"injected\">the \"world\"</b> & <script>window.injected=1</script>";

    private static Market market;
    private static Chromium chromium;

    @BeforeAll
    static void open() throws IOException {
        market = Market.openWithAll(ConsoleIT.class);
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

    private static String buyer() {
        return market.process(Service.BUYER).url();
    }

    private static String provider() {
        return market.process(Service.PROVIDER).url();
    }

    private static void enterBuyer() {
        enter(buyer(), "cli-buyer");
    }

    private static void enter(String url, String caller) {
        ConsoleApi console =
                Clients.create(ConsoleApi.class, url, market.home().apiKey(caller).orElseThrow());
        String path = console.ticket().blockOptional(SOON).orElseThrow().path();
        chromium.driver().get(url + path);
        chromium.await("Jobs");
    }

    private static WebElement find(String css) {
        return chromium.driver().findElement(By.cssSelector(css));
    }

    private static String textOf(String css) {
        return find(css).getText();
    }

    private static void awaitText(String css, String text) {
        Awaitility.await()
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(textOf(css)).contains(text));
    }

    @Test
    void aJobIsTypedInAndWatchedToItsResult() throws IOException {
        chromium.driver().get(buyer() + "/console/");
        assertThat(chromium.driver().getCurrentUrl()).endsWith("/console/sign-in");
        chromium.screenshot("console-sign-in");
        find("#key").sendKeys(market.home().apiKey("cli-buyer").orElseThrow() + Keys.ENTER);
        chromium.await("Jobs");

        find("#prompt").sendKeys("Why is the sky blue?");
        find("form.order button[type=submit]").click();

        awaitText("[sse-swap=state]", "completed");
        awaitText("#answer", "sky");
        awaitText("[sse-swap=thread]", "finished");
        awaitText("[sse-swap=facts]", "21 sat");
        assertThat(textOf(".stages")).contains("Result").doesNotContain("–");
        for (String scheme : List.of("light", "dark")) {
            chromium.scheme(scheme);
            chromium.screenshot("console-job-" + scheme);
        }
        String answer = textOf("#answer");
        chromium.driver().navigate().refresh();
        assertThat(textOf("#answer")).isEqualTo(answer);
        assertThat(chromium.violations()).isEmpty();
    }

    @Test
    void aPrivateJobIsTypedInForOneProvider() throws IOException {
        enterBuyer();
        find("#prompt").sendKeys("For your eyes only");
        find("form.order summary").click();
        find("#providers").sendKeys(market.providerHex());
        find("#encryption option[value=nip44]").click();
        find("#policy option[value=fastest]").click();
        chromium.screenshot("console-order");
        assertThat(chromium.violations()).isEmpty();

        find("form.order button[type=submit]").click();

        awaitText("[sse-swap=state]", "completed");
        JobView job = market.buyer().job(idInAddress()).blockOptional(SOON).orElseThrow();
        assertThat(job.encryption()).isEqualTo(JobEncryption.NIP44);
        assertThat(job.providers()).containsExactly(market.providerHex());
    }

    private static String idInAddress() {
        String address = chromium.driver().getCurrentUrl();
        return address.substring(address.lastIndexOf('/') + 1);
    }

    @Test
    void aQuoteWaitsForTheButtonThatPaysIt() throws IOException {
        JobView job = Jobs.submit(market.buyer(), Jobs.Order.of("Pay me by hand").paidByHand());
        enterBuyer();
        chromium.driver().get(buyer() + "/console/jobs/" + job.id());
        awaitText(".actions", "Pay 21 sat");
        chromium.screenshot("console-quote");
        assertThat(chromium.violations()).isEmpty();

        find(".actions button").sendKeys(Keys.ENTER);

        awaitText("[sse-swap=state]", "completed");
        assertThat(textOf(".actions")).isEmpty();
    }

    @Test
    void whatStrangersWriteIsShownAndNeverRun() {
        JobView job = Jobs.submit(market.buyer(), Jobs.Order.of(STRANGE));
        Jobs.await(market.buyer(), job.id(), JobState.COMPLETED);
        enterBuyer();
        assertThat(textOf(".jobs")).contains("<b id=\"injected\">");
        chromium.driver().get(buyer() + "/console/jobs/" + job.id());

        assertThat(textOf(".prompt")).isEqualTo(STRANGE);
        assertThat(chromium.driver().findElements(By.id("injected"))).isEmpty();
        assertThat(chromium.run("return window.injected === undefined")).isEqualTo(true);
    }

    @Test
    void theListFollowsAndKeepsTheFocus() {
        JobView first = Jobs.submit(market.buyer(), Jobs.Order.of("Before").paidByHand());
        enterBuyer();
        awaitText("#pulse", "live");
        chromium.run("document.getElementById('job-" + first.id() + "').focus()");
        find("#prompt").sendKeys("half a question");
        chromium.run("document.getElementById('job-" + first.id() + "').focus()");

        Jobs.submit(market.buyer(), Jobs.Order.of("And then came another"));

        awaitText(".jobs", "And then came another");
        assertThat(chromium.run("return document.activeElement.id")).isEqualTo("job-" + first.id());
        assertThat(find("#prompt").getAttribute("value")).isEqualTo("half a question");
    }

    @Test
    void everyPageIsAccessibleReadableOnAPhoneAndInTheDark() throws IOException {
        for (String prompt :
                List.of(
                        "Translate this sentence into plain words for people who do not read law",
                        "Name three rivers",
                        "Two plus two?")) {
            JobView job = Jobs.submit(market.buyer(), Jobs.Order.of(prompt));
            Jobs.await(market.buyer(), job.id(), JobState.COMPLETED);
        }
        Jobs.submit(market.buyer(), Jobs.Order.of("Too cheap").bidding(Msat.of(1_500)));
        enterBuyer();
        inspect(buyer(), "buyer", "jobs", "wallet", "providers", "relays");
        String job = market.buyer().jobs(null, 1, "completed").block(SOON).items().getFirst().id();
        inspect(buyer(), "buyer", "jobs/" + job);
        enter(provider(), "cli-provider");
        String sold = market.provider().jobs(null, 1).block(SOON).items().getFirst().id();
        inspect(provider(), "provider", "jobs", "earnings", "backends", "relays", "jobs/" + sold);
    }

    private static void inspect(String url, String service, String... paths) throws IOException {
        for (String path : paths) {
            String name = "console-" + service + "-" + path.replaceAll("/.*", "-one");
            for (Map.Entry<String, int[]> size :
                    Map.of("desktop", new int[] {1200, 900}, "phone", new int[] {360, 780})
                            .entrySet()) {
                chromium.size(size.getValue()[0], size.getValue()[1]);
                for (String scheme : List.of("light", "dark")) {
                    chromium.scheme(scheme);
                    chromium.driver().get(url + "/console/" + path);
                    chromium.screenshot(name + "-" + size.getKey() + "-" + scheme);
                    assertThat(chromium.violations()).as(name + " " + scheme).isEmpty();
                    assertThat(chromium.isWiderThanItsWindow()).as(name).isFalse();
                    assertThat(chromium.complaints()).as(name).isEmpty();
                }
            }
        }
    }

    @Test
    void withoutScriptsEverythingStillWorks() throws IOException {
        try (Chromium plain = Chromium.withoutScripts()) {
            plain.driver().get(buyer() + "/console/");
            plain.driver()
                    .findElement(By.id("key"))
                    .sendKeys(market.home().apiKey("cli-buyer").orElseThrow() + Keys.ENTER);
            plain.await("Jobs");
            plain.driver().findElement(By.id("prompt")).sendKeys("No scripts here");
            plain.driver().findElement(By.cssSelector("form.order button[type=submit]")).click();

            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> {
                        plain.driver().navigate().refresh();
                        assertThat(plain.driver().findElement(By.cssSelector("p.state")).getText())
                                .contains("completed");
                    });
            assertThat(plain.driver().findElement(By.id("answer")).getText()).isNotBlank();
        }
    }

    @Test
    void theKeyboardAloneIsEnough() {
        enterBuyer();
        WebElement body = find("body");
        body.sendKeys(Keys.TAB);
        assertThat(chromium.run("return document.activeElement.className")).isEqualTo("skip");
        chromium.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
        assertThat(chromium.run("return document.activeElement.id")).isEqualTo("main");
        chromium.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        assertThat(chromium.run("return document.activeElement.id")).isEqualTo("prompt");
        assertThat(chromium.run("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
    }

    @Test
    void twoConsolesOfOneHostDoNotDisturbEachOther() {
        enterBuyer();
        enter(provider(), "cli-provider");
        chromium.driver().get(buyer() + "/console/jobs");

        assertThat(chromium.driver().getCurrentUrl()).endsWith("/console/jobs");
        assertThat(textOf(".whoami")).contains("cli-buyer");
    }

    @Test
    void logsHoldNoKey() throws IOException {
        enterBuyer();
        for (Service service : List.of(Service.BUYER, Service.PROVIDER)) {
            assertThat(Files.readString(Path.of(market.process(service).log().toString())))
                    .doesNotContain(market.home().apiKey("cli-buyer").orElseThrow())
                    .doesNotContain("ticket=");
        }
    }
}
