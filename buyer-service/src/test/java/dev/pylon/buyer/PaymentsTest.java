package dev.pylon.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.MoneyState;
import dev.pylon.buyer.scene.Scene;
import dev.pylon.buyer.scene.ScriptedProvider;
import dev.pylon.buyer.scene.ScriptedWallet;
import dev.pylon.lightning.Invoice;
import dev.pylon.nostr.event.Event;
import dev.pylon.primitives.Msat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Money under way, with a wallet that fails in every way there is. */
class PaymentsTest {
    private final Scene scene = Scene.running();
    private final ScriptedProvider provider = scene.provider();

    @AfterEach
    void end() {
        scene.close();
    }

    private String buy() {
        scene.onJob(request -> provider.sell(request, 21_000, "Because."));
        return scene.submit(Scene.job(50_000L, true, provider.hex())).id();
    }

    private void assertPaidOnce(String id) {
        JobView job = scene.await(id, JobState.COMPLETED);
        assertThat(job.money()).isEqualTo(MoneyState.SETTLED);
        assertThat(job.paidMsat()).isEqualTo(Msat.of(21_000));
        assertThat(job.result()).isEqualTo("Because.");
        assertThat(scene.wallet.settled()).isOne();
        assertThat(scene.wallet.balance()).isEqualTo(1_000_000 - 21_000);
        assertThat(
                        scene.wallet.asked().stream()
                                .map(ScriptedWallet.Asked::idempotencyKey)
                                .distinct())
                .hasSize(1);
    }

    @Test
    void anAnswerThatIsLostIsAskedForAgainAndNothingIsPaidTwice() {
        scene.wallet.mood(ScriptedWallet.Mood.PAY_AND_SAY_NOTHING);
        String id = buy();

        assertPaidOnce(id);
        assertThat(scene.wallet.asked().size()).isGreaterThan(1);
        assertThat(scene.events(id))
                .extracting(JobEventView::type)
                .contains(JobEventType.PAYMENT_UNKNOWN, JobEventType.PAID);
    }

    @Test
    void aRequestThatNeverArrivedIsMadeAgain() {
        scene.wallet.mood(ScriptedWallet.Mood.NOTHING);
        String id = buy();
        scene.awaitThat(id, job -> job.money() == MoneyState.UNKNOWN);
        assertThatThrownBy(() -> Scene.get(scene.api().cancel(id)))
                .hasMessageContaining("payment-under-way");

        scene.wallet.mood(ScriptedWallet.Mood.PAY);

        assertPaidOnce(id);
    }

    @Test
    void aWalletThatIsDownIsWaitedFor() {
        scene.wallet.stop();
        String id = buy();
        JobView waiting = scene.awaitThat(id, job -> job.money() == MoneyState.UNKNOWN);
        assertThat(waiting.state()).isEqualTo(JobState.PAYING);

        scene.wallet.start();

        assertPaidOnce(id);
    }

    @Test
    void aPendingPaymentIsLookedUpUntilItIsFinal() {
        scene.wallet.mood(ScriptedWallet.Mood.PENDING);
        String id = buy();
        scene.awaitThat(id, job -> job.money() == MoneyState.UNKNOWN);

        scene.wallet.settlePending();

        assertPaidOnce(id);
    }

    @Test
    void aPreimageThatProvesNothingIsNotBelieved() {
        scene.wallet.mood(ScriptedWallet.Mood.LIE);
        String id = buy();

        JobView job = scene.awaitThat(id, view -> view.money() == MoneyState.UNKNOWN);

        assertThat(job.paidMsat()).isNull();
        assertThat(scene.events(id, true, 6))
                .filteredOn(event -> event.type() == JobEventType.PAYMENT_UNKNOWN)
                .singleElement()
                .satisfies(event -> assertThat(event.detail()).contains("preimage"));
    }

    @Test
    void aProvenFailureIsAFailureAndCanBePaidAgainByHand() {
        scene.wallet.mood(ScriptedWallet.Mood.FAIL);
        String id = buy();
        JobView failed = scene.await(id, JobState.FAILED);
        assertThat(failed.money()).isEqualTo(MoneyState.FAILED);
        assertThat(failed.error()).startsWith("no-route");

        scene.wallet.mood(ScriptedWallet.Mood.PAY);
        scene.pay(id);

        assertThat(scene.await(id, JobState.COMPLETED).paidMsat()).isEqualTo(Msat.of(21_000));
        assertThat(scene.wallet.settled()).isOne();
    }

    @Test
    void aCrashBetweenPaymentAndItsAnswerEndsWithOnePayment() {
        scene.wallet.mood(ScriptedWallet.Mood.PAY_AND_SAY_NOTHING);
        AtomicReference<Event> request = new AtomicReference<>();
        scene.onJob(job -> {
            request.set(job);
            provider.quote(job, 21_000);
        });
        String id = scene.submit(Scene.job(50_000L, true, provider.hex())).id();
        scene.awaitThat(id, job -> scene.wallet.settled() == 1);

        scene.restart();
        provider.deliver(request.get(), "Because.");

        assertPaidOnce(id);
    }

    @Test
    void whatWasPaidForFailedWorkIsSeenToComeBack() {
        AtomicReference<Invoice> invoice = new AtomicReference<>();
        scene.onJob(request -> {
            Invoice asked = provider.invoice(21_000);
            invoice.set(asked);
            scene.wallet.whenPaid(
                    asked, () -> provider.error(request, "inference-failed: out of memory"));
            provider.say(provider.quote(request, asked, 21_000));
        });
        String id = scene.submit(Scene.job(50_000L, true, provider.hex())).id();
        scene.await(id, JobState.PAID_UNDELIVERED);

        scene.wallet.refund(invoice.get().paymentHash());

        JobView job = scene.await(id, JobState.FAILED);
        assertThat(job.money()).isEqualTo(MoneyState.REFUNDED);
        assertThat(job.error()).isEqualTo("inference-failed: out of memory");
        List<JobEventType> told = scene.events(id).stream().map(JobEventView::type).toList();
        assertThat(told).contains(JobEventType.REFUNDED).endsWith(JobEventType.FINISHED);
    }

    @Test
    void moneyThatDoesNotComeBackIsShownAndMeasured() {
        scene.onJob(request -> {
            Invoice asked = provider.invoice(21_000);
            scene.wallet.whenPaid(asked, () -> provider.error(request, "inference-failed: no"));
            provider.say(provider.quote(request, asked, 21_000));
        });
        String id = scene.submit(Scene.job(50_000L, true, provider.hex())).id();

        assertThat(scene.events(id))
                .last()
                .satisfies(end -> {
                    assertThat(end.type()).isEqualTo(JobEventType.FINISHED);
                    assertThat(end.state()).isEqualTo(JobState.PAID_UNDELIVERED);
                });
        Awaitility.await()
                .atMost(Scene.SOON)
                .untilAsserted(() ->
                        assertThat(scene.metrics())
                                .containsPattern(
                                        "buyer_jobs\\{[^}]*state=\"paid-undelivered\"[^}]*} 1\\.0"));
    }

    @Test
    void workIsPaidForAfterwardsWhereItIsDoneFirst() {
        scene.onJob(request -> {
            provider.processing(request);
            provider.deliverFor(request, "Because.", 21_000);
        });
        String id = scene.submit(Scene.job(50_000L, true, provider.hex())).id();

        assertPaidOnce(id);
    }

    @Test
    void workThatCostsMoreThanTheBidIsDeliveredAndUnpaid() {
        scene.onJob(request -> provider.deliverFor(request, "Because.", 60_000));
        String id = scene.submit(Scene.job(50_000L, true, provider.hex())).id();

        JobView job = scene.await(id, JobState.DELIVERED_UNPAID);

        assertThat(job.result()).isEqualTo("Because.");
        assertThat(job.quotes().getFirst().problem()).startsWith("amount-over-bid");
        assertThat(scene.wallet.asked()).isEmpty();
    }
}
