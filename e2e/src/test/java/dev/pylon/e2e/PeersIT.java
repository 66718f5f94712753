package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.JobEncryption;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.cli.up.Service;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Buyers and providers that others have written, on libraries that others have written, against
 * ours: {@code src/test/npm/peers}.
 */
@Tag("npm")
class PeersIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String EACH =
            """
            nostr-tools, NONE
            nostr-tools, NIP44
            nostr-tools, NIP04
            ndk, NONE
            ndk, NIP44
            ndk, NIP04
            """;

    private static Market market;
    private static Npm npm;

    @BeforeAll
    static void open() {
        npm = Npm.install("peers");
        market = Market.openWithAll(PeersIT.class);
    }

    @AfterAll
    static void close() {
        market.close();
    }

    @ParameterizedTest
    @CsvSource(textBlock = EACH)
    void aStrangersBuyerIsQuotedPaysAndIsAnswered(String library, JobEncryption how) {
        Map<String, String> variables = variables(how, "cli-wallet");
        variables.put("PROVIDER", market.providerHex());
        variables.put("PROMPT", "Is there a word for " + library + "?");

        JsonNode bought;
        try (Npm.Running buyer = npm.node(library + "-buyer.mjs", variables)) {
            bought = buyer.answer(LIMIT);
        }

        assertThat(bought.path("text").asString()).contains("Is there a word for " + library);
        assertThat(bought.path("quote").path("amount").asString()).isEqualTo("21000");
        assertThat(bought.path("quote").path("bolt11").asString()).startsWith("lnbcrt210n1");
        assertThat(bought.path("preimage").asString()).hasSize(64);
        assertThat(bought.path("statuses").values().stream().map(JsonNode::asString))
                .contains("payment-required", "processing");
    }

    @ParameterizedTest
    @CsvSource(textBlock = EACH)
    void aStrangersProviderIsAskedPaidAndBelieved(String library, JobEncryption how) {
        try (Npm.Running provider =
                npm.node(library + "-provider.mjs", variables(how, "cli-earnings"))) {
            String seller = provider.awaitLine("ready", LIMIT).path("ready").asString();

            JobView job = buy("Greetings to " + library, seller, how);

            assertThat(job.state()).isEqualTo(JobState.COMPLETED);
            assertThat(job.result()).endsWith("heard: Greetings to " + library);
            assertThat(job.paidMsat()).isEqualTo(Msat.of(7_000));
            assertThat(provider.awaitLine("served", LIMIT).path("served").asString())
                    .isEqualTo(job.id());
        }
    }

    private static JobView buy(String prompt, String seller, JobEncryption how) {
        SubmitJob request =
                new SubmitJob(
                        prompt,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Msat.ofSat(50),
                        List.of(seller),
                        null,
                        30,
                        true,
                        how,
                        null);
        JobView job = market.buyer().submit(UUID.randomUUID().toString(), request).block(LIMIT);
        assertThat(job).isNotNull();
        return Jobs.await(market.buyer(), job.id(), JobState.COMPLETED);
    }

    private static Map<String, String> variables(JobEncryption how, String walletKey) {
        Map<String, String> variables = new HashMap<>();
        variables.put("RELAY", market.process(Service.RELAY).webSocketUrl());
        variables.put("WALLET", market.process(Service.WALLET).url());
        variables.put("WALLET_KEY", market.home().apiKey(walletKey).orElseThrow());
        variables.put("ENCRYPTION", how.name().toLowerCase(Locale.ROOT));
        return variables;
    }
}
