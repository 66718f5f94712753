package dev.pylon.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.buyer.JobChoice;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.QuoteView;
import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.desk.Evidence;
import dev.pylon.buyer.scene.Scene;
import dev.pylon.buyer.scene.ScriptedProvider;
import dev.pylon.buyer.select.Sample;
import dev.pylon.buyer.select.TrialOutcome;
import dev.pylon.lightning.Invoice;
import dev.pylon.nostr.event.Event;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is paid of several that quote, and what is remembered of each. */
class ChoosingTest {
    private static final Scene scene = Scene.running("--pylon.buyer.quote-window=400ms");

    private final ScriptedProvider dear = scene.provider();
    private final ScriptedProvider cheap = scene.provider();

    @AfterEach
    void reset() {
        scene.reset();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    private static JobChoice choice(@Nullable SelectionPolicy policy, String... denied) {
        return new JobChoice(policy, null, null, List.of(denied));
    }

    private void bothSell() {
        scene.onJob(request -> {
            dear.sell(request, 40_000, "Dear.");
            cheap.sell(request, 21_000, "Cheap.");
        });
    }

    private JobView buy(JobChoice choice, String... targets) {
        String id = scene.submit(Scene.job(50_000L, true, targets).choosing(choice)).id();
        return scene.await(id, JobState.COMPLETED);
    }

    private static List<Sample> samples(ScriptedProvider provider) {
        return Scene.get(
                        scene.context()
                                .getBean(Evidence.class)
                                .of(List.of(provider.key().publicKey())))
                .getOrDefault(provider.key().publicKey(), List.of());
    }

    @Test
    void aDeniedProviderIsNeverPaidAndItsQuoteIsKeptWithTheReason() {
        bothSell();

        JobView job = buy(choice(null, cheap.hex()));

        assertThat(job.selectedProvider()).isEqualTo(dear.hex());
        QuoteView denied =
                job.quotes().stream()
                        .filter(quote -> quote.provider().equals(cheap.hex()))
                        .findFirst()
                        .orElseThrow();
        assertThat(denied.payable()).isFalse();
        assertThat(denied.problem()).startsWith("provider-denied");
    }

    @Test
    void onlyWhoIsOnTheAllowListIsPaid() {
        bothSell();

        JobView job = buy(new JobChoice(null, null, List.of(dear.hex()), null));

        assertThat(job.selectedProvider()).isEqualTo(dear.hex());
        assertThat(job.quotes()).hasSize(2);
    }

    @Test
    void aTargetThatWouldNeverBePaidIsRefusedAtOnce() {
        assertThatThrownBy(() -> buy(choice(null, cheap.hex()), cheap.hex()))
                .hasMessageContaining("provider-denied");
    }

    @Test
    void aWindowOutOfBoundsIsRefused() {
        JobChoice endless = new JobChoice(null, 60_001, null, null);

        assertThatThrownBy(() -> buy(endless)).hasMessageContaining("invalid-quote-window");
    }

    @Test
    void ofSeveralTargetsTheCheapestIsPaidAsSoonAsAllHaveAnswered() {
        bothSell();

        JobView job = buy(new JobChoice(null, 60_000, null, null), dear.hex(), cheap.hex());

        assertThat(job.selectedProvider()).isEqualTo(cheap.hex());
        assertThat(job.quotes()).hasSize(2);
        assertThat(job.timings().resultMs()).isLessThan(30_000);
    }

    @Test
    void theFastestIsPaidOnceThereIsEvidence() {
        scene.onJob(request -> {
            dear.sell(request, 40_000, "At once.");
            sellSlowly(cheap, request);
        });
        for (int i = 0; i < 3; i++) {
            buy(choice(null), dear.hex());
            buy(choice(null), cheap.hex());
        }

        assertThat(buy(choice(SelectionPolicy.CHEAPEST)).selectedProvider()).isEqualTo(cheap.hex());
        assertThat(buy(choice(SelectionPolicy.FASTEST)).selectedProvider()).isEqualTo(dear.hex());
    }

    private static void sellSlowly(ScriptedProvider provider, Event request) {
        Invoice invoice = provider.invoice(21_000);
        scene.wallet.whenPaid(
                invoice,
                () ->
                        Thread.ofVirtual()
                                .start(() -> {
                                    try {
                                        Thread.sleep(Duration.ofMillis(400));
                                        provider.deliver(request, "Slowly.");
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                }));
        provider.say(provider.quote(request, invoice, 21_000));
    }

    @Test
    void whatAJobHasShownIsKeptOnceAlsoAfterARestart() {
        bothSell();
        JobView job = buy(choice(null));
        scene.restart();

        assertThat(samples(cheap))
                .singleElement()
                .satisfies(sample -> {
                    assertThat(sample.outcome()).isEqualTo(TrialOutcome.COMPLETED);
                    assertThat(sample.toQuote()).isPositive();
                    assertThat(sample.toResult()).isNotNull();
                });
        assertThat(samples(dear))
                .singleElement()
                .satisfies(sample -> {
                    assertThat(sample.outcome()).isNull();
                    assertThat(sample.paidAt()).isNull();
                });
        assertThat(job.selectedProvider()).isEqualTo(cheap.hex());
    }

    @Test
    void whoRefusesBeforeItIsPaidIsPassedOver() {
        scene.onJob(request -> {
            cheap.quote(request, 21_000);
            dear.sell(request, 40_000, "Dear.");
            cheap.error(request, "over-capacity");
        });

        JobView job = buy(new JobChoice(null, 1_500, null, null));

        assertThat(job.selectedProvider()).isEqualTo(dear.hex());
        assertThat(samples(cheap))
                .singleElement()
                .extracting(Sample::outcome)
                .isEqualTo(TrialOutcome.DECLINED);
    }

    @Test
    void whoseInvoiceExpiresInTheWindowIsPassedOver() {
        scene.onJob(request -> {
            Invoice brief =
                    cheap.invoice(
                            21_000,
                            dev.pylon.lightning.Network.REGTEST,
                            java.time.Instant.now(),
                            Duration.ofSeconds(1));
            cheap.say(cheap.quote(request, brief, 21_000));
            dear.sell(request, 40_000, "Dear.");
        });

        assertThat(buy(new JobChoice(null, 2_500, null, null)).selectedProvider())
                .isEqualTo(dear.hex());
    }

    @Test
    void aWindowThatClosesWhileTheServiceIsDownIsClosedWhenItIsBack() {
        bothSell();
        long before = scene.wallet.settled();
        String id =
                scene.submit(
                                Scene.job(50_000L, true)
                                        .choosing(new JobChoice(null, 3_000, null, null)))
                        .id();
        scene.awaitThat(id, job -> job.quotes().size() == 2);

        scene.restart();

        assertThat(scene.await(id, JobState.COMPLETED).selectedProvider()).isEqualTo(cheap.hex());
        Awaitility.await().untilAsserted(() -> assertThat(samples(cheap)).hasSize(1));
        assertThat(scene.wallet.settled()).isEqualTo(before + 1);
    }
}
