package dev.pylon.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.provider.scene.Scene;
import dev.pylon.relayclient.testing.ScriptedRelay;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Results are stored before they are published, and published until a relay has them. */
class DeliveryTest {
    private static final Scene scene =
            Scene.running(
                    "--pylon.provider.publish-limit=500ms", "--pylon.provider.open-relays=true");

    @AfterEach
    void reset() {
        scene.reset();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void aResultIsStoredBeforeItIsPublished() {
        AtomicInteger stored = new AtomicInteger();
        scene.relay.on(
                ClientMessage.Publish.class,
                (client, publish) -> {
                    if (publish.event().kind() == 6050) {
                        String found =
                                scene.value(
                                        "select count(*) from job where result_event_id = '"
                                                + publish.event().id().hex()
                                                + "' and work = 'running'");
                        stored.set(Integer.parseInt(found));
                    }
                    return false;
                });

        Event request = scene.paid();

        scene.await(request, "delivered", "paid");
        assertThat(stored).hasValue(1);
    }

    @Test
    void theSameResultIsPublishedUntilARelayTakesIt() {
        scene.relay.on(
                ClientMessage.Publish.class, (client, publish) -> publish.event().kind() == 6050);
        Event request = scene.paid();
        Event result = scene.awaitResult(request);
        Scene.await(() -> scene.timesSent(result) >= 2);
        assertThat(scene.state(request)).isEqualTo("running paid");

        scene.relay.forgetScripts();

        scene.await(request, "delivered", "paid");
        assertThat(scene.results(request)).containsExactly(result);
        assertThat(scene.model.calls()).isEqualTo(1);
        assertThat(scene.wallet.refunds()).isEmpty();
    }

    @Test
    void aRelayThatIsGoneForAWhileGetsTheResultLater() {
        Event request = scene.quoted();
        String bolt11 = scene.quote(request);
        scene.relay.stop();
        scene.wallet.pay(bolt11);
        Scene.await(() ->
                !scene.value(
                                "select coalesce(result_event_id, '') from job where id = '"
                                        + request.id().hex()
                                        + "'")
                        .isEmpty());

        scene.relay.restart();

        scene.await(request, "delivered", "paid");
        assertThat(scene.results(request)).hasSize(1);
    }

    @Test
    void aResultThatEveryRelayRefusesForGoodEndsTheJobAndIsRefunded() {
        Event request = scene.quoted();
        refuse("blocked: not here");

        scene.wallet.pay(scene.quote(request));

        scene.await(request, "failed", "refunded");
        assertThat(scene.value("select reason from job where id = '" + request.id().hex() + "'"))
                .contains("no relay takes it", "blocked: not here");
        assertThat(scene.metric("provider_jobs_failed_total{reason=\"undeliverable\""))
                .isEqualTo(1);
        scene.execute("delete from kit_outbox where dead");
    }

    @Test
    void aRelayThatHasTooMuchToDoIsAskedAgain() {
        Event request = scene.quoted();
        refuse("rate-limited: slow down");
        scene.wallet.pay(scene.quote(request));
        Event result = scene.awaitResult(request);
        Scene.await(() -> scene.timesSent(result) >= 2);

        scene.relay.forgetScripts();

        scene.await(request, "delivered", "paid");
        assertThat(scene.wallet.refunds()).isEmpty();
    }

    @Test
    void theCustomersRelaysGetTheResultToo() {
        try (ScriptedRelay theirs = ScriptedRelay.start()) {
            Event request =
                    scene.submit(scene.request(Tag.of("relays", theirs.url().value(), "nonsense")));
            scene.wallet.pay(scene.quote(request));

            Event result = scene.awaitResult(request);

            Scene.await(() -> theirs.has(result));
        }
    }

    private static void refuse(String words) {
        scene.relay.on(
                ClientMessage.Publish.class,
                (client, publish) -> {
                    if (publish.event().kind() != 6050) {
                        return false;
                    }
                    client.ok(publish.event(), false, words);
                    return true;
                });
    }
}
