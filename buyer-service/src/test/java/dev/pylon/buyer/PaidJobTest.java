package dev.pylon.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.PublishOutcome;
import dev.pylon.api.buyer.RelayOutcome;
import dev.pylon.buyer.scene.Scene;
import dev.pylon.buyer.scene.ScriptedProvider;
import dev.pylon.lightning.Invoice;
import dev.pylon.nostr.event.Event;
import dev.pylon.primitives.Msat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PaidJobTest {
    private final Scene scene = Scene.running();

    @AfterEach
    void end() {
        scene.close();
    }

    @Test
    void isPublishedQuotedPaidAndDelivered() {
        ScriptedProvider provider = scene.provider();
        scene.onJob(request -> {
            Invoice invoice = provider.invoice(21_000);
            scene.wallet.whenPaid(
                    invoice,
                    () -> {
                        provider.processing(request);
                        provider.deliver(request, "Because of Rayleigh.");
                    });
            provider.say(provider.quote(request, invoice, 21_000));
        });

        JobView submitted = scene.submit(Scene.job(50_000L, true, provider.hex()));
        assertThat(submitted.state()).isEqualTo(JobState.SUBMITTED);
        assertThat(submitted.relays())
                .containsExactly(
                        new RelayOutcome(
                                scene.relay().url().value(), PublishOutcome.PENDING, null));
        JobView done = scene.await(submitted.id(), JobState.COMPLETED);

        assertThat(done.result()).isEqualTo("Because of Rayleigh.");
        assertThat(done.paidMsat()).isEqualTo(Msat.of(21_000));
        assertThat(done.selectedProvider()).isEqualTo(provider.hex());
        assertThat(done.relays().getFirst().outcome()).isEqualTo(PublishOutcome.ACCEPTED);
        assertThat(done.quotes())
                .singleElement()
                .satisfies(quote -> {
                    assertThat(quote.selected()).isTrue();
                    assertThat(quote.amountMsat()).isEqualTo(Msat.of(21_000));
                });
        assertThat(done.timings().resultMs()).isNotNull();
        assertThat(scene.wallet.asked()).hasSize(1);
        Event receipt =
                Event.fromJson(
                        Objects.requireNonNull(Objects.requireNonNull(done.receipt()).eventJson()));
        assertThat(receipt.isValid()).isTrue();
        assertThat(receipt.pubkey()).isEqualTo(scene.buyer.publicKey());
        assertThat(receipt.tags().values("e")).contains(done.id());
        assertThat(receipt.tags().firstValue("preimage")).contains(done.receipt().preimage());
        List<JobEventType> told = scene.events(done.id()).stream().map(JobEventView::type).toList();
        assertThat(told)
                .startsWith(JobEventType.SUBMITTED)
                .endsWith(JobEventType.FINISHED)
                .contains(
                        JobEventType.RELAY,
                        JobEventType.QUOTED,
                        JobEventType.PAYING,
                        JobEventType.PAID,
                        JobEventType.RESULT);
    }
}
