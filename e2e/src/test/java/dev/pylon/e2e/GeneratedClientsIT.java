package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pylon.cli.up.Service;
import dev.pylon.generated.buyer.BuyerApi;
import dev.pylon.generated.buyer.client.ApiClient;
import dev.pylon.generated.buyer.client.ApiException;
import dev.pylon.generated.buyer.model.JobState;
import dev.pylon.generated.buyer.model.JobView;
import dev.pylon.generated.buyer.model.SubmitJob;
import dev.pylon.generated.wallet.WalletApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients generated from {@code docs/openapi} buy jobs. */
class GeneratedClientsIT {
    private static Market market;

    @BeforeAll
    static void open() {
        market = Market.openWithAll(GeneratedClientsIT.class);
    }

    @AfterAll
    static void close() {
        market.close();
    }

    @Test
    void javaClientBuysAJob() throws Exception {
        BuyerApi buyer = buyer();
        WalletApi wallet = wallet();
        long before = wallet.getAccount().getAvailableMsat();

        JobView submitted =
                buyer.submitJob(
                        new SubmitJob()
                                .prompt("Why is the sky blue?")
                                .bidMsat(50_000L)
                                .autoPay(true),
                        UUID.randomUUID().toString());
        JobView job =
                Awaitility.await()
                        .atMost(Duration.ofSeconds(90))
                        .until(
                                () -> buyer.getJob(submitted.getId()),
                                seen -> seen.getState() == JobState.COMPLETED);

        assertThat(job.getResult()).contains("Why is the sky blue?");
        assertThat(job.getPaidMsat()).isPositive();
        assertThat(before - wallet.getAccount().getAvailableMsat()).isEqualTo(job.getPaidMsat());
    }

    @Test
    void javaClientIsToldTheProblem() {
        ApiException failure =
                catchThrowableOfType(ApiException.class, () -> buyer().getJob("0".repeat(64)));

        assertThat(failure.getCode()).isEqualTo(404);
        assertThat(failure.getResponseBody()).contains("urn:pylon:problem:not-found");
    }

    @Test
    @Tag("npm")
    void typeScriptClientBuysAJobAndWatchesIt() throws Exception {
        Npm npm = Npm.install("clients");
        Path document = Path.of("..", "docs", "openapi", "buyer.json").toAbsolutePath();
        Duration limit = Duration.ofMinutes(1);
        npm.run(
                limit,
                "npx",
                "--no-install",
                "openapi-typescript",
                document.toString(),
                "--output",
                "src/buyer.d.ts");
        npm.run(limit, "npx", "--no-install", "tsc");

        String printed =
                npm.run(
                        limit,
                        "node",
                        "out/buy.js",
                        market.process(Service.BUYER).url(),
                        key("cli-buyer"),
                        "And at night?");

        JsonNode job = new ObjectMapper().readTree(printed);
        assertThat(job.path("state").asText()).isEqualTo("completed");
        assertThat(job.path("paidMsat").asLong()).isPositive();
        assertThat(job.path("result").asText()).contains("And at night?");
        assertThat(job.path("events"))
                .extracting(JsonNode::asText)
                .containsSubsequence("submitted", "quoted", "paid", "result", "finished");
    }

    private static BuyerApi buyer() {
        ApiClient client = new ApiClient();
        client.updateBaseUri(market.process(Service.BUYER).url());
        client.setRequestInterceptor(
                request -> request.header("Authorization", "Bearer " + key("cli-buyer")));
        return new BuyerApi(client);
    }

    private static WalletApi wallet() {
        var client = new dev.pylon.generated.wallet.client.ApiClient();
        client.updateBaseUri(market.process(Service.WALLET).url());
        client.setRequestInterceptor(
                request -> request.header("Authorization", "Bearer " + key("cli-wallet")));
        return new WalletApi(client);
    }

    private static String key(String caller) {
        return market.home().apiKey(caller).orElseThrow();
    }
}
