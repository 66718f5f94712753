package dev.pylon.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.MoneyState;
import dev.pylon.api.buyer.RejectedReply;
import dev.pylon.buyer.scene.Scene;
import dev.pylon.buyer.scene.ScriptedProvider;
import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.Network;
import dev.pylon.nostr.event.Event;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is never paid, and what is said about it. */
class QuotesTest {
    private static final Scene scene = Scene.running("--pylon.buyer.quote-window=100ms");

    private final ScriptedProvider provider = scene.provider();

    @AfterEach
    void reset() {
        scene.reset();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    private JobView expectTurnedDown(Function<Event, Event> quote, String reason) {
        scene.onJob(request -> provider.say(quote.apply(request)));

        JobView job =
                scene.await(
                        scene.submit(Scene.job(50_000L, true, provider.hex())).id(),
                        JobState.FAILED);

        assertThat(job.error()).startsWith(reason);
        assertThat(job.quotes())
                .singleElement()
                .satisfies(shown -> {
                    assertThat(shown.payable()).isFalse();
                    assertThat(shown.problem()).startsWith(reason);
                });
        assertThat(job.rejected()).extracting(RejectedReply::reason).containsExactly(reason);
        assertThat(job.paidMsat()).isNull();
        assertThat(scene.wallet.asked()).isEmpty();
        assertThatThrownBy(() -> scene.pay(job.id())).hasMessageContaining(reason);
        return job;
    }

    @Test
    void anInvoiceAboveTheBidIsNotPaid() {
        JobView job =
                expectTurnedDown(
                        request -> provider.quote(request, provider.invoice(50_001), 50_001),
                        "amount-over-bid");

        assertThat(job.error()).contains("50001 msat", "50000 msat");
    }

    @Test
    void anInvoiceOfAnotherAmountThanItsQuoteIsNotPaid() {
        expectTurnedDown(
                request -> provider.quote(request, provider.invoice(40_000), 21_000),
                "amount-mismatch");
    }

    @Test
    void anInvoiceOfAnotherNetworkIsNotPaid() {
        expectTurnedDown(
                request ->
                        provider.quote(
                                request,
                                provider.invoice(
                                        21_000,
                                        Network.MAINNET,
                                        Instant.now(),
                                        Duration.ofHours(1)),
                                21_000),
                "wrong-network");
    }

    @Test
    void anExpiredInvoiceIsNotPaid() {
        expectTurnedDown(
                request ->
                        provider.quote(
                                request,
                                provider.invoice(
                                        21_000,
                                        Network.REGTEST,
                                        Instant.now().minusSeconds(120),
                                        Duration.ofSeconds(60)),
                                21_000),
                "expired-invoice");
    }

    @Test
    void withTooLittleMoneyTheJobWaitsForSomeAndIsPaidByHand() {
        scene.wallet.balance(20_999);
        scene.onJob(request -> provider.sell(request, 21_000, "Because."));

        String id = scene.submit(Scene.job(50_000L, true, provider.hex())).id();
        JobView short_ = scene.await(id, JobState.PAYMENT_REQUIRED);

        assertThat(short_.quotes().getFirst().problem())
                .startsWith("insufficient-funds")
                .contains("21000 msat", "20999 msat");
        assertThat(scene.wallet.asked()).isEmpty();
        assertThat(scene.events(id))
                .extracting(JobEventView::type)
                .contains(JobEventType.QUOTED)
                .endsWith(JobEventType.FINISHED)
                .doesNotContain(JobEventType.PAYING);
        assertThatThrownBy(() -> scene.pay(id)).hasMessageContaining("insufficient-funds");

        scene.wallet.balance(1_000_000);
        JobView paid = scene.pay(id);
        assertThat(paid.money()).isIn(MoneyState.PAID, MoneyState.SETTLED);
        assertThat(scene.await(id, JobState.COMPLETED).paidMsat()).isEqualTo(Msat.of(21_000));
        assertThat(scene.wallet.asked()).hasSize(1);
    }

    @Test
    void whatTheBudgetDoesNotCoverIsNotPaid() {
        scene.wallet.budget(20_000);
        scene.onJob(request -> provider.quote(request, 21_000));

        JobView job =
                scene.await(
                        scene.submit(Scene.job(50_000L, true, provider.hex())).id(),
                        JobState.PAYMENT_REQUIRED);

        assertThat(job.quotes().getFirst().problem()).startsWith("over-budget");
        assertThat(scene.wallet.asked()).isEmpty();
    }

    @Test
    void theWalletsOwnRefusalIsNoFailureOfTheJob() {
        scene.wallet.refuse("insufficient-funds");
        scene.onJob(request -> provider.sell(request, 21_000, "Because."));

        String id = scene.submit(Scene.job(50_000L, true, provider.hex())).id();
        JobView refused =
                scene.awaitThat(
                        id,
                        job ->
                                job.state() == JobState.PAYMENT_REQUIRED
                                        && job.quotes().getFirst().problem() != null);

        assertThat(refused.money()).isEqualTo(MoneyState.QUOTED);
        assertThat(scene.events(id))
                .extracting(JobEventView::type)
                .contains(JobEventType.PAYING, JobEventType.PAYMENT_FAILED);
        scene.wallet.refuse(null);
        scene.pay(id);
        scene.await(id, JobState.COMPLETED);
        assertThat(scene.wallet.asked()).hasSize(2);
        assertThat(scene.wallet.asked().get(0).idempotencyKey())
                .isNotEqualTo(scene.wallet.asked().get(1).idempotencyKey());
    }

    @Test
    void withoutAutoPayTheInvoiceIsShownAndCanBePaidAfterTimeIsUp() {
        scene.onJob(request -> provider.sell(request, 21_000, "Because."));
        String id = scene.submit(Scene.job(50_000, false, 1, provider.hex())).id();

        JobView waiting = scene.await(id, JobState.PAYMENT_REQUIRED);
        assertThat(waiting.quotes().getFirst().bolt11()).startsWith("lnbcrt");
        assertThat(scene.events(id))
                .last()
                .satisfies(end -> {
                    assertThat(end.type()).isEqualTo(JobEventType.FINISHED);
                    assertThat(end.state()).isEqualTo(JobState.PAYMENT_REQUIRED);
                    assertThat(end.at()).isAfterOrEqualTo(waiting.deadline());
                });
        assertThat(scene.job(id).state()).isEqualTo(JobState.PAYMENT_REQUIRED);

        scene.pay(id);

        assertThat(scene.await(id, JobState.COMPLETED).result()).isEqualTo("Because.");
    }

    @Test
    void oneInvoiceIsNotPaidForTwoJobs() {
        Invoice once = provider.invoice(21_000);
        scene.onJob(request -> provider.say(provider.quote(request, once, 21_000)));

        String first = scene.submit(Scene.job(50_000L, true, provider.hex())).id();
        scene.awaitThat(first, job -> job.paidMsat() != null);
        JobView second =
                scene.await(
                        scene.submit(Scene.job(50_000L, true, provider.hex())).id(),
                        JobState.FAILED);

        assertThat(second.error()).startsWith("bad-invoice").contains("another job");
        assertThat(scene.wallet.asked()).hasSize(1);
    }

    @Test
    void theCheapestOfSeveralIsPaidAndTheOthersLoseNothing() {
        ScriptedProvider cheap = scene.provider();
        scene.onJob(request -> {
            provider.sell(request, 40_000, "dear");
            cheap.sell(request, 7_000, "cheap");
        });

        JobView job = scene.await(scene.submit(Scene.job(50_000L, true)).id(), JobState.COMPLETED);

        assertThat(job.result()).isEqualTo("cheap");
        assertThat(job.quotes()).hasSize(2);
        assertThat(job.paidMsat()).isEqualTo(Msat.of(7_000));
        assertThat(scene.wallet.asked()).hasSize(1);
    }

    @Test
    void aPaymentThatFailedIsFailedOverOnlyAfterItsProof() {
        ScriptedProvider cheap = scene.provider();
        scene.wallet.refuse("unpayable-here");
        scene.onJob(request -> {
            provider.sell(request, 40_000, "dear");
            cheap.sell(request, 7_000, "cheap");
        });
        String id = scene.submit(Scene.job(50_000L, true)).id();

        JobView job = scene.await(id, JobState.FAILED);

        assertThat(job.error()).startsWith("unpayable-here");
        assertThat(scene.wallet.asked()).hasSize(2);
        assertThat(scene.events(id))
                .filteredOn(event -> event.type() == JobEventType.PAYING)
                .extracting(event -> Objects.requireNonNull(event.provider()))
                .containsExactly(cheap.hex(), provider.hex());
    }
}
