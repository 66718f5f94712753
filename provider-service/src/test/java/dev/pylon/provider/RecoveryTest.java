package dev.pylon.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.provider.scene.Scene;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/**
 * The service ends between two steps, and another starts on the same database: one result, one
 * payment, and a refund only where there is no result.
 */
class RecoveryTest {
    private static final Scene scene = Scene.running("--pylon.provider.publish-limit=500ms");

    @BeforeEach
    void start() {
        if (!scene.isRunning()) {
            scene.start();
        }
    }

    @AfterEach
    void reset() {
        scene.reset();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    private static void expectOneResult(Event request) {
        scene.await(request, "delivered", "paid");
        assertThat(scene.results(request)).hasSize(1);
        assertThat(scene.told(request, FeedbackStatus.PAYMENT_REQUIRED)).hasSize(1);
        assertThat(scene.told(request, FeedbackStatus.ERROR)).isEmpty();
        assertThat(scene.wallet.refunds()).isEmpty();
    }

    @Test
    void afterTheRequestWasStored() {
        scene.wallet.failWith(500);
        Event request = scene.submit(scene.request());
        scene.await(request, "requested", "none");

        scene.stop();
        scene.wallet.failWith(null);
        scene.crash();

        scene.wallet.pay(scene.quote(request));
        expectOneResult(request);
        assertThat(scene.value("select count(*) from job where id = '" + request.id().hex() + "'"))
                .isEqualTo("1");
    }

    @Test
    void afterTheInvoiceWasMadeAndBeforeItWasStored() {
        int before = scene.wallet.invoices();
        scene.wallet.sayNothing(true);
        Event request = scene.submit(scene.request());
        Scene.await(() -> scene.wallet.invoices() == before + 1);

        scene.stop();
        scene.wallet.sayNothing(false);
        scene.crash();

        scene.wallet.pay(scene.quote(request));
        expectOneResult(request);
        assertThat(scene.wallet.invoices()).isEqualTo(before + 1);
    }

    @Test
    void afterTheQuoteWasStoredAndBeforeARelayHadIt() {
        scene.relay.on(
                ClientMessage.Publish.class, (client, publish) -> publish.event().kind() == 7000);
        Event request = scene.submit(scene.request());
        scene.await(request, "accepted", "quoted");

        scene.stop();
        scene.relay.forgetScripts();
        scene.crash();

        scene.wallet.pay(scene.quote(request));
        expectOneResult(request);
    }

    @Test
    void whileThePaymentCame() {
        Event request = scene.quoted();
        String bolt11 = scene.quote(request);

        scene.stop();
        scene.wallet.pay(bolt11);
        scene.crash();

        expectOneResult(request);
        assertThat(scene.model.calls()).isEqualTo(1);
    }

    @Test
    void inMidWork() {
        scene.model.answer(() -> Flux.just("Half of ").concatWith(Flux.never()));
        Event request = scene.paid();
        Scene.await(() -> scene.model.calls() == 1);

        scene.stop();
        scene.model.answer("The whole.");
        scene.crash();

        expectOneResult(request);
        assertThat(scene.results(request).getFirst().content()).isEqualTo("The whole.");
        assertThat(scene.model.calls()).isEqualTo(2);
    }

    @Test
    void anOrderlyEndGivesTheWorkBackAtOnce() {
        scene.model.answer(Flux::never);
        Event request = scene.paid();
        Scene.await(() -> scene.model.calls() == 1);

        scene.stop();

        assertThat(
                        scene.value(
                                "select attempts || ' ' || (lease_until < now()) from job where id = '"
                                        + request.id().hex()
                                        + "'"))
                .isEqualTo("0 true");
        scene.model.answer("Done.");
        scene.start();
        expectOneResult(request);
    }

    @Test
    void afterTheResultWasStoredAndBeforeARelayHadIt() {
        scene.relay.on(
                ClientMessage.Publish.class, (client, publish) -> publish.event().kind() == 6050);
        Event request = scene.paid();
        Event first = scene.awaitResult(request);

        scene.stop();
        scene.relay.forgetScripts();
        scene.crash();

        expectOneResult(request);
        assertThat(scene.results(request)).containsExactly(first);
        assertThat(scene.model.calls()).isEqualTo(1);
    }

    @Test
    void afterTheResultWasPublishedAndBeforeThatWasStored() {
        Event request = scene.quoted();
        scene.relay.on(
                ClientMessage.Publish.class,
                (client, publish) -> {
                    if (publish.event().kind() != 6050) {
                        return false;
                    }
                    scene.relay.store(publish.event());
                    return true;
                });
        scene.wallet.pay(scene.quote(request));
        Event first = scene.awaitResult(request);

        scene.stop();
        scene.relay.forgetScripts();
        scene.crash();

        expectOneResult(request);
        assertThat(scene.timesSent(first)).isGreaterThan(1);
    }

    @Test
    void afterAFailureAndBeforeItsRefund() {
        scene.model.failWith(500);
        Event request = scene.quoted();
        scene.wallet.sayNothing(true);
        scene.wallet.pay(scene.quote(request));
        Scene.await(() -> !scene.wallet.refunds().isEmpty());
        scene.await(request, "failed", "paid");

        scene.stop();
        scene.wallet.sayNothing(false);
        scene.crash();

        scene.await(request, "failed", "refunded");
        assertThat(scene.results(request)).isEmpty();
        assertThat(scene.told(request, FeedbackStatus.ERROR)).hasSize(1);
        assertThat(scene.wallet.refunds().stream().distinct()).hasSize(1);
        assertThat(
                        scene.value(
                                "select refunded_msat from job where id = '"
                                        + request.id().hex()
                                        + "'"))
                .isEqualTo("21000");
    }

    @Test
    void afterALatePaymentAndBeforeItsRefund() {
        Event request = scene.quoted();
        scene.execute("update job set work = 'expired' where id = '" + request.id().hex() + "'");
        scene.wallet.sayNothing(true);
        scene.wallet.pay(scene.quote(request));
        scene.await(request, "expired", "paid");

        scene.stop();
        scene.wallet.sayNothing(false);
        scene.crash();

        scene.await(request, "expired", "refunded");
        assertThat(scene.wallet.refunds().stream().distinct()).hasSize(1);
        assertThat(scene.results(request)).isEmpty();
    }

    @Test
    void anOldRequestIsNeitherAnsweredNorInvoicedAgain() {
        Event request = scene.paid();
        scene.await(request, "delivered", "paid");
        int invoices = scene.wallet.invoices();

        scene.crash();
        Event next = scene.paid();
        scene.await(next, "delivered", "paid");

        assertThat(scene.wallet.invoices()).isEqualTo(invoices + 1);
        assertThat(scene.results(request)).hasSize(1);
        assertThat(scene.told(request, FeedbackStatus.PAYMENT_REQUIRED)).hasSize(1);
    }
}
