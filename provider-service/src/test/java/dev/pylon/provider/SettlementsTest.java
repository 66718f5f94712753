package dev.pylon.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.wallet.SettlementView;
import dev.pylon.nostr.event.Event;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.scene.Scene;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the wallet says was paid, and what follows from it. */
class SettlementsTest {
    private static final Scene scene =
            Scene.running(
                    "--pylon.provider.wallet.silence=1s",
                    "--pylon.provider.wallet.look-up-every=200ms",
                    "--pylon.provider.wallet.breaker-pause=300ms");

    @AfterEach
    void reset() {
        scene.reset();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void aSettlementToldTwiceIsOnePaymentAndOneResult() {
        Event request = scene.quoted();
        SettlementView settlement = scene.wallet.pay(scene.quote(request));
        scene.await(request, "delivered", "paid");

        scene.wallet.push(settlement);
        Event next = scene.paid();
        scene.await(next, "delivered", "paid");

        assertThat(scene.model.calls()).isEqualTo(2);
        assertThat(scene.results(request)).hasSize(1);
        assertThat(
                        scene.value(
                                "select count(*) from settlement where payment_hash = '"
                                        + settlement.paymentHash()
                                        + "'"))
                .isEqualTo("1");
        assertThat(scene.wallet.refunds()).isEmpty();
    }

    @Test
    void aSettlementOfSomebodyElsesInvoiceIsNoneOfOurs() {
        Event request = scene.quoted();
        SettlementView foreign = scene.wallet.payForSomethingElse();
        Scene.await(() ->
                scene.value("select count(*) from settlement where cursor = " + foreign.cursor())
                        .equals("1"));

        assertThat(scene.state(request)).isEqualTo("accepted quoted");
    }

    @Test
    void lessThanThePriceIsNotWorkedForAndGoesBack() {
        Event request = scene.quoted();

        scene.wallet.pay(scene.quote(request), Msat.of(Scene.PRICE - 1));

        assertThat(scene.awaitError(request).info())
                .hasValueSatisfying(words ->
                        assertThat(words).startsWith("underpaid: ").contains("20999", "21000"));
        scene.await(request, "failed", "refunded");
        assertThat(scene.wallet.refunds()).hasSize(1);
        assertThat(scene.model.calls()).isZero();
    }

    @Test
    void whileTheStreamIsSilentPaymentsAreFoundByLookingThemUp() {
        Event request = scene.quoted();
        scene.wallet.silent(true);

        scene.wallet.pay(scene.quote(request));

        scene.await(request, "delivered", "paid");
        assertThat(scene.metric("provider_settlements_listening")).isZero();
        assertThat(scene.wallet.lookedUp()).isPositive();
        scene.wallet.silent(false);
        Scene.await(() -> scene.metric("provider_settlements_listening") == 1);
        Scene.await(() ->
                scene.value(
                                "select count(*) from settlement s join job j using (payment_hash)"
                                        + " where j.id = '"
                                        + request.id().hex()
                                        + "'")
                        .equals("1"));
        assertThat(scene.results(request)).hasSize(1);
        assertThat(scene.model.calls()).isEqualTo(1);
    }

    @Test
    void whileTheStreamIsHeardNothingIsLookedUp() {
        Scene.await(() -> scene.metric("provider_settlements_listening") == 1);
        scene.quoted();
        int before = scene.wallet.lookedUp();
        int listeners = scene.wallet.listeners();

        Event request = scene.paid();
        scene.await(request, "delivered", "paid");

        assertThat(scene.wallet.lookedUp()).isEqualTo(before);
        assertThat(scene.wallet.listeners()).isEqualTo(listeners);
    }

    @Test
    void afterTheWalletWasAwayTheStreamGoesOnBehindTheLastThatWasStored() {
        Event before = scene.paid();
        scene.await(before, "delivered", "paid");
        Event during = scene.quoted();
        String bolt11 = scene.quote(during);
        scene.wallet.stop();

        scene.wallet.pay(bolt11);
        scene.wallet.start();

        scene.await(during, "delivered", "paid");
        assertThat(scene.model.calls()).isEqualTo(2);
        assertThat(scene.wallet.refunds()).isEmpty();
    }
}
