package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.wallet.CreateInvoice;
import dev.pylon.api.wallet.PayInvoice;
import dev.pylon.cli.up.Service;
import dev.pylon.e2e.deploy.Endpoint;
import dev.pylon.e2e.deploy.Scrape;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayPoolSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What dashboards, alerts and probes ask for, asked of services at which everything that is counted
 * has happened once.
 */
class MetricsIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Market market;
    private static ServiceProcess mirror;

    @BeforeAll
    static void open() {
        market = Market.openWithAll(MetricsIT.class);
        mirror =
                market.launchAnother(
                        "mirror",
                        Service.RELAY,
                        "--pylon.relay.mirror.sources[0].url="
                                + market.process(Service.RELAY).webSocketUrl(),
                        "--pylon.relay.mirror.sources[0].every=1s");
        mirror.awaitReady();
    }

    @AfterAll
    static void close() {
        market.close();
    }

    @Test
    void everyQueryNamesMetricsAndLabelsThatServicesExpose() {
        aJobIsBoughtAndAStrangersReplyRejected();
        aJobIsRefused();
        aPaymentIsRefused();
        anEventIsTakenTwiceAndAnotherRefused();

        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(scrape().missing()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("dev.pylon.e2e.deploy.Endpoint#all")
    void whatTheClusterAsksForIsServed(Endpoint endpoint) {
        assertThat(get(market.process(endpoint.service()), endpoint.path()).statusCode())
                .isEqualTo(200);
    }

    private static void aJobIsBoughtAndAStrangersReplyRejected() {
        String relay = market.process(Service.RELAY).webSocketUrl();
        try (ScriptedProvider stranger =
                ScriptedProvider.on(
                        Set.of(relay), request -> List.of(Replies.result(request, "No worky")))) {
            JobView job =
                    Jobs.submit(
                            market.buyer(),
                            Jobs.Order.of("One to be counted").targeting(market.providerHex()));
            Jobs.await(market.buyer(), job.id(), JobState.COMPLETED);
            Jobs.await(
                    market.buyer(),
                    job.id(),
                    "showing a stranger's reply",
                    seen -> !seen.rejected().isEmpty());
        }
    }

    private static void aJobIsRefused() {
        JobView job =
                Jobs.submit(
                        market.buyer(),
                        Jobs.Order.of("Too cheap")
                                .bidding(Msat.ofSat(1))
                                .targeting(market.providerHex()));
        Jobs.await(market.buyer(), job.id(), JobState.REFUSED);
    }

    private static void aPaymentIsRefused() {
        String tooMuch =
                Objects.requireNonNull(
                                market.providerWallet()
                                        .createInvoice(
                                                UUID.randomUUID().toString(),
                                                new CreateInvoice(
                                                        Msat.ofSat(1_000_000), "too much", 600L))
                                        .block(LIMIT))
                        .bolt11();

        assertThatThrownBy(() ->
                        market.buyerWallet()
                                .pay(
                                        UUID.randomUUID().toString(),
                                        new PayInvoice(tooMuch, null, null, null))
                                .block(LIMIT))
                .hasMessageContaining("insufficient-funds");
    }

    private static void anEventIsTakenTwiceAndAnotherRefused() {
        SecretKey key = SecretKey.generate();
        Event event = EventTemplate.of(1, Tags.none(), "hello").sign(key);
        String relay = market.process(Service.RELAY).webSocketUrl();
        try (RelayPool pool =
                RelayPool.open(RelayPoolSettings.builder().relay(relay).identity(key).build())) {
            for (int i = 0; i < 2; i++) {
                assertThat(pool.publish(event, LIMIT).collectList().block(LIMIT))
                        .singleElement()
                        .satisfies(outcome -> assertThat(outcome.isAccepted()).isTrue());
            }
        }
        try (RawRelay stranger = new RawRelay(relay)) {
            stranger.send("[\"EVENT\"," + event.toJson() + "]");
            stranger.next(frame -> frame.startsWith("[\"OK\"") && frame.contains("auth-required"));
        }
    }

    private static Scrape scrape() {
        Scrape scrape = new Scrape();
        for (String service : Endpoint.all().stream().map(Endpoint::service).distinct().toList()) {
            scrape.add(get(market.process(service), "/metrics").body());
        }
        scrape.add(get(mirror, "/metrics").body());
        return scrape;
    }

    private static HttpResponse<String> get(ServiceProcess service, String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(service.url() + path)).timeout(LIMIT).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(service.url() + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
