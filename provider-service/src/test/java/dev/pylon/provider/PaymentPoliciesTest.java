package dev.pylon.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.nostr.market.JobResult;
import dev.pylon.nostr.market.JobResults;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.scene.Scene;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Work that is not paid before. */
class PaymentPoliciesTest {
    @Test
    void whatIsFreeIsNotInvoiced() {
        try (Scene scene = Scene.running("--pylon.provider.payment=free")) {
            Event request = scene.submit(scene.request());

            assertThat(scene.awaitResult(request).content()).isEqualTo("Because.");

            scene.await(request, "delivered", "none");
            assertThat(scene.wallet.invoicesAsked()).isZero();
        }
    }

    @Test
    void aModelThatCostsNothingIsWorkedForThoughTheRuleIsPayBefore() {
        try (Scene scene = Scene.running("--pylon.provider.models.llama=0")) {
            Event request = scene.submit(scene.request());

            scene.awaitResult(request);

            scene.await(request, "delivered", "none");
            assertThat(scene.told(request, FeedbackStatus.PAYMENT_REQUIRED)).isEmpty();
        }
    }

    @Test
    void workThatIsPaidAfterwardsWaitsForAWalletThatIsDownAndIsNotLost() {
        try (Scene scene =
                Scene.running(
                        "--pylon.provider.payment=after",
                        "--pylon.provider.wallet.breaker-pause=300ms")) {
            scene.wallet.failWith(500);
            Event request = scene.submit(scene.request());
            Scene.await(() -> scene.wallet.invoicesAsked() >= 3);
            assertThat(scene.state(request)).isEqualTo("running none");

            scene.wallet.failWith(null);

            JobResult result = JobResults.read(scene.awaitResult(request), Optional.empty());
            assertThat(result.content()).isEqualTo("Because.");
            assertThat(result.amount()).contains(Msat.of(Scene.PRICE));
            scene.await(request, "delivered", "quoted");
            scene.wallet.pay(result.bolt11().orElseThrow());
            scene.await(request, "delivered", "paid");
            assertThat(scene.model.calls()).isEqualTo(1);
            assertThat(scene.wallet.refunds()).isEmpty();
        }
    }
}
