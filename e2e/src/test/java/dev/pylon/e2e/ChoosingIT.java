package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.JobChoice;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.ProviderView;
import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.cli.up.Service;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A dear provider that is quick and a cheap one that is slow, and a buyer that may choose. */
class ChoosingIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int WINDOW_MS = 4_000;

    private static SlowModel quick;
    private static SlowModel slow;
    private static Market market;
    private static String dear;
    private static String cheap;

    @BeforeAll
    static void open() {
        quick = SlowModel.thinkingFor(Duration.ofMillis(10));
        slow = SlowModel.thinkingFor(Duration.ofSeconds(2));
        market = Market.open(ChoosingIT.class);
        market.launch(Service.RELAY);
        market.launch(Service.WALLET);
        market.launch(Service.BUYER);
        market.launch(Service.PROVIDER, selling(quick, 30_000));
        market.launchAnother("cheap", Service.PROVIDER, selling(slow, 10_000));
        market.awaitAllReady();
        market.fund("buyer", Msat.ofSat(100_000));
        dear = market.providerHex();
        cheap = key("cheap").publicKey().hex();
    }

    @AfterAll
    static void close() {
        market.close();
        quick.close();
        slow.close();
    }

    private static String[] selling(SlowModel model, long priceMsat) {
        return new String[] {
            "--pylon.provider.backends.openai.box.url=" + model.url(),
            "--pylon.provider.price-msat=" + priceMsat
        };
    }

    private static SecretKey key(String name) {
        return market.key(name);
    }

    @Test
    void theCheapestIsPaidAndTheOthersQuoteIsKept() {
        JobView job = buy(new JobChoice(SelectionPolicy.CHEAPEST, WINDOW_MS, null, null));

        assertThat(job.selectedProvider()).isEqualTo(cheap);
        assertThat(job.paidMsat()).isEqualTo(Msat.ofSat(10));
        assertThat(job.quotes()).extracting(quote -> quote.provider()).contains(dear, cheap);
    }

    @Test
    void whoIsDeniedIsNotPaidThoughCheapest() {
        JobView job = buy(new JobChoice(SelectionPolicy.CHEAPEST, WINDOW_MS, null, List.of(cheap)));

        assertThat(job.selectedProvider()).isEqualTo(dear);
        assertThat(job.paidMsat()).isEqualTo(Msat.ofSat(30));
    }

    @Test
    void onlyWhoIsAllowedIsPaid() {
        JobView job = buy(new JobChoice(SelectionPolicy.CHEAPEST, WINDOW_MS, List.of(dear), null));

        assertThat(job.selectedProvider()).isEqualTo(dear);
    }

    @Test
    void ofTwoThatHaveShownHowFastTheyAreTheFasterIsPaid() {
        for (String provider : List.of(dear, cheap, dear, cheap, dear, cheap)) {
            assertThat(buy(null, provider).state()).isEqualTo(JobState.COMPLETED);
        }

        JobView job = buy(new JobChoice(SelectionPolicy.FASTEST, WINDOW_MS, null, null));

        assertThat(job.selectedProvider()).isEqualTo(dear);
        assertThat(resultMedianMs(dear)).isLessThan(resultMedianMs(cheap));
    }

    private static long resultMedianMs(String provider) {
        List<ProviderView> known =
                market.buyer().providers(5050, SlowModel.NAME).block(LIMIT).items();
        Long median =
                known.stream()
                        .filter(view -> view.provider().equals(provider))
                        .findFirst()
                        .orElseThrow()
                        .evidence()
                        .resultMedianMs();
        assertThat(median).isNotNull();
        return median;
    }

    private static JobView buy(@Nullable JobChoice choice, String... providers) {
        SubmitJob order =
                new SubmitJob(
                        "What is the answer?",
                        null,
                        null,
                        SlowModel.NAME,
                        null,
                        null,
                        Msat.ofSat(50),
                        List.of(providers),
                        List.of(),
                        30,
                        true,
                        null,
                        choice);
        String id = market.buyer().submit(UUID.randomUUID().toString(), order).block(LIMIT).id();
        return Jobs.await(market.buyer(), id, JobState.COMPLETED);
    }
}
