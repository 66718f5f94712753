package dev.pylon.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.lightning.Bolt11;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.provider.scene.Scene;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One quote and one invoice for each request, whatever the wallet does. */
class QuotesTest {
    private static final Scene scene =
            Scene.running(
                    "--pylon.provider.wallet.timeout=700ms",
                    "--pylon.provider.wallet.breaker-window=6",
                    "--pylon.provider.wallet.breaker-pause=500ms",
                    "--pylon.provider.wallet.look-up-every=300ms",
                    "--pylon.provider.models.free=0");

    @AfterEach
    void reset() {
        scene.reset();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void aWalletThatIsDownIsAskedAgainUntilItIsBack() {
        String failures =
                "resilience4j_circuitbreaker_calls_seconds_count{kind=\"failed\",name=\"wallet\"";
        double before = scene.metric(failures);
        scene.wallet.stop();
        Event request = scene.submit(scene.request());
        Scene.await(() -> scene.metric(failures) >= before + 2);
        assertThat(scene.state(request)).isEqualTo("requested none");

        scene.wallet.start();

        scene.quote(request);
        assertThat(scene.told(request, FeedbackStatus.PAYMENT_REQUIRED)).hasSize(1);
        assertThat(scene.state(request)).isEqualTo("accepted quoted");
    }

    @Test
    void aLostAnswerOfTheWalletCostsNoSecondInvoice() {
        scene.wallet.sayNothing(true);
        Event request = scene.submit(scene.request());
        Scene.await(() -> scene.wallet.invoicesAsked() >= 2);

        scene.wallet.sayNothing(false);

        scene.quote(request);
        assertThat(scene.wallet.invoicesFor(request.id())).isEqualTo(1);
        assertThat(scene.told(request, FeedbackStatus.PAYMENT_REQUIRED)).hasSize(1);
    }

    @Test
    void whatTheWalletDoesNotInvoiceInTimeIsRefused() {
        scene.wallet.failWith(500);
        Event request = scene.submit(scene.request());
        scene.await(request, "requested", "none");

        scene.execute(
                "update job set received_at = now() - interval '11 minutes' where id = '"
                        + request.id().hex()
                        + "'");

        assertThat(scene.awaitError(request).info())
                .hasValueSatisfying(words -> assertThat(words).startsWith("over-capacity: "));
        scene.await(request, "refused", "none");
        scene.wallet.failWith(null);
        Event next = scene.quoted();
        assertThat(scene.told(next, FeedbackStatus.PAYMENT_REQUIRED)).hasSize(1);
        assertThat(scene.told(request, FeedbackStatus.PAYMENT_REQUIRED)).isEmpty();
    }

    @Test
    void aWalletThatHangsHoldsUpNeitherRequestsNorCancellations() {
        scene.wallet.slow(true);
        SecretKey customer = SecretKey.generate();
        Event first = scene.submit(request(customer));
        for (int i = 0; i < 80; i++) {
            scene.submit(scene.request());
        }
        scene.await(first, "requested", "none");

        scene.submit(cancellation(first, customer));

        scene.await(first, "cancelled", "none");
        scene.wallet.slow(false);
        scene.quoted();
        assertThat(scene.told(first, FeedbackStatus.PAYMENT_REQUIRED)).isEmpty();
    }

    @Test
    void aStrangerCannotCancel() {
        SecretKey customer = SecretKey.generate();
        Event request = scene.submit(request(customer));
        scene.quote(request);

        scene.submit(cancellation(request, SecretKey.generate()));
        scene.quoted();

        assertThat(scene.state(request)).isEqualTo("accepted quoted");
    }

    @Test
    void theBreakerShowsInTheMetricsAndClosesAgain() {
        scene.wallet.failWith(500);
        Event request = scene.submit(scene.request());
        String open =
                "resilience4j_circuitbreaker_state{name=\"wallet\",service=\"provider-service\",state=\"open\"";

        Scene.await(() -> scene.metric(open) == 1);

        scene.wallet.failWith(null);
        scene.quote(request);
        Scene.await(() -> scene.metric(open) == 0);
        assertThat(scene.metrics())
                .contains("resilience4j_bulkhead_", "resilience4j_timelimiter_calls_total");
    }

    @Test
    void aQuoteThatNobodyPaidExpiresAndWhatIsPaidLaterGoesBack() {
        Event request = scene.quoted();
        lapse(request);
        scene.await(request, "expired", "quoted");

        scene.wallet.pay(scene.quote(request));

        scene.await(request, "expired", "refunded");
        assertThat(scene.wallet.refunds()).hasSize(1);
        assertThat(scene.results(request)).isEmpty();
    }

    @Test
    void aQuotePaidInTimeIsHonouredThoughTheNewsCameLate() {
        Event request = scene.quoted();
        scene.wallet.silent(true);
        scene.wallet.pay(scene.quote(request));
        lapse(request);

        scene.await(request, "delivered", "paid");

        assertThat(scene.results(request)).hasSize(1);
        assertThat(scene.wallet.refunds()).isEmpty();
        scene.wallet.silent(false);
    }

    @Test
    void anInvoiceSaysForWhatItIsAndForHowLong() {
        Event request = scene.quoted();

        String bolt11 = scene.quote(request);

        assertThat(Bolt11.decode(bolt11).description().orElseThrow()).contains(request.id().hex());
        assertThat(
                        scene.value(
                                "select (quote_expires_at - quoted_at between interval '9 minutes' and interval '10 minutes')"
                                        + " from job where id = '"
                                        + request.id().hex()
                                        + "'"))
                .isEqualTo("t");
    }

    private static void lapse(Event request) {
        scene.execute(
                "update job set quote_expires_at = now() - interval '1 hour' where id = '"
                        + request.id().hex()
                        + "'");
    }

    private static Event request(SecretKey customer) {
        return EventTemplate.of(5050, Tags.of(List.of(Tag.of("i", "Why?", "text"))), "")
                .sign(customer);
    }

    private static Event cancellation(Event request, SecretKey who) {
        return EventTemplate.of(
                        Kinds.DELETION,
                        Tags.of(List.of(Tag.of("e", request.id().hex()), Tag.of("k", "5050"))),
                        "")
                .sign(who);
    }
}
