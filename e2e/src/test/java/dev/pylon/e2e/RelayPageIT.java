package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.cli.up.Service;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayPoolSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Row 2 of the recorded run, in Debian's Chromium. Screenshots go to target/screenshots. */
@Tag("browser")
class RelayPageIT {
    private static Market market;
    private static ServiceProcess relay;
    private static ChromeDriver browser;

    @BeforeAll
    static void open() throws IOException {
        market = Market.open(RelayPageIT.class);
        relay = market.launch(Service.RELAY).awaitReady();
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync");
        ChromeDriverService driver =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                        .build();
        browser = new ChromeDriver(driver, options);
        Files.createDirectories(Path.of("target", "screenshots"));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
        market.close();
    }

    @Test
    void thePageIsLiveWithoutReload() throws IOException {
        browser.manage().window().setSize(new Dimension(1200, 900));
        browser.get(relay.url());
        assertThat(browser.getTitle()).contains("Relay");
        ((JavascriptExecutor) browser).executeScript("window.notReloaded = true");
        String before = browser.findElement(By.id("eventsTotal")).getText();

        publishNote();

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(browser.findElement(By.id("eventsTotal")).getText())
                                .isNotEqualTo(before));
        assertThat(((JavascriptExecutor) browser).executeScript("return window.notReloaded"))
                .isEqualTo(true);
        screenshot("relay-desktop");
    }

    @Test
    void aPhoneNeedsNoSidewaysScrolling() throws IOException {
        browser.manage().window().setSize(new Dimension(390, 844));
        browser.get(relay.url());

        Object wider =
                ((JavascriptExecutor) browser)
                        .executeScript(
                                "return document.documentElement.scrollWidth > document.documentElement.clientWidth");

        screenshot("relay-phone");
        assertThat(wider).isEqualTo(false);
    }

    private static void publishNote() {
        SecretKey key = SecretKey.generate();
        try (RelayPool pool =
                RelayPool.open(
                        RelayPoolSettings.builder()
                                .relay(relay.webSocketUrl())
                                .identity(key)
                                .build())) {
            var outcomes =
                    pool.publish(
                                    EventTemplate.of(1, Tags.none(), "hello").sign(key),
                                    Duration.ofSeconds(10))
                            .collectList()
                            .blockOptional(Duration.ofSeconds(15))
                            .orElse(List.of());
            assertThat(outcomes)
                    .singleElement()
                    .satisfies(outcome -> assertThat(outcome.isAccepted()).isTrue());
        }
    }

    private static void screenshot(String name) throws IOException {
        Files.write(
                Path.of("target", "screenshots", name + ".png"),
                browser.getScreenshotAs(OutputType.BYTES));
    }
}
