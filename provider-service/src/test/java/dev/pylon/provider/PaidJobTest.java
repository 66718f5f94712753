package dev.pylon.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.provider.BackendStatus;
import dev.pylon.api.provider.Earnings;
import dev.pylon.api.provider.ProviderStatus;
import dev.pylon.lightning.Bolt11;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.scene.Scene;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A job from its request to its result, and what the owner is told of it. */
class PaidJobTest {
    private static final Scene scene = Scene.running();

    @AfterEach
    void reset() {
        scene.reset();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void aJobIsQuotedPaidWorkedOnAndDelivered() {
        Event request = scene.submit(scene.request());

        String bolt11 = scene.quote(request);
        assertThat(Bolt11.decode(bolt11).amount()).contains(Msat.of(Scene.PRICE));
        assertThat(scene.told(request, FeedbackStatus.PAYMENT_REQUIRED).getFirst().amount())
                .contains(Msat.of(Scene.PRICE));
        assertThat(scene.state(request)).isEqualTo("accepted quoted");
        assertThat(scene.model.calls()).isZero();

        scene.wallet.pay(bolt11);
        Event result = scene.awaitResult(request);

        assertThat(result.content()).isEqualTo("Because.");
        assertThat(result.pubkey()).isEqualTo(scene.provider.publicKey());
        assertThat(result.isValid()).isTrue();
        assertThat(result.tags().firstValue("request")).contains(request.toJson());
        scene.await(request, "delivered", "paid");
        assertThat(scene.told(request, FeedbackStatus.PROCESSING)).hasSize(1);
        assertThat(scene.wallet.refunds()).isEmpty();
        assertThat(scene.model.calls()).isEqualTo(1);
    }

    @Test
    void theRequestIsAnsweredOnceHoweverOftenItComes() {
        Event request = scene.quoted();

        scene.relay.force(request);
        scene.relay.cutAll();
        Scene.await(() ->
                scene.relay.clients().stream()
                        .anyMatch(client -> !client.subscriptions().isEmpty()));
        Event next = scene.quoted();

        assertThat(next).isNotEqualTo(request);
        assertThat(scene.told(request, FeedbackStatus.PAYMENT_REQUIRED)).hasSize(1);
        assertThat(scene.wallet.invoicesAsked()).isEqualTo(2);
    }

    @Test
    void aBidBelowThePriceIsRefusedBeforeTheWalletIsAsked() {
        Event request = scene.submit(scene.request(Tag.of("bid", "20999")));

        assertThat(scene.awaitError(request).info())
                .hasValueSatisfying(words ->
                        assertThat(words)
                                .startsWith("bid-below-price: ")
                                .contains("20999", "21000"));
        scene.await(request, "refused", "none");
        assertThat(scene.wallet.invoicesAsked()).isZero();
    }

    @Test
    void theOwnerSeesStatusJobsAndEarnings() {
        Event request = scene.paid();
        scene.await(request, "delivered", "paid");

        ProviderStatus status = Scene.get(scene.api().status());
        assertThat(status.pubkey()).isEqualTo(scene.provider.publicKey().hex());
        assertThat(status.walletReachable()).isTrue();
        assertThat(status.backends()).filteredOn(BackendStatus::available).hasSize(1);
        assertThat(Scene.get(scene.api().job(request.id().hex())).money()).isEqualTo("paid");
        assertThat(Scene.get(scene.api().jobs(null, 1)).items())
                .extracting(job -> job.id())
                .containsExactly(request.id().hex());
        Earnings earnings = Scene.get(scene.api().earnings());
        assertThat(earnings.paidUndeliveredMsat()).isEqualTo(Msat.ZERO);
        assertThat(earnings.totalMsat().value() % Scene.PRICE).isZero();
        assertThat(earnings.totalMsat().value()).isPositive();
    }
}
