package dev.pylon.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.PublishOutcome;
import dev.pylon.api.buyer.RelayOutcome;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.buyer.scene.Scene;
import dev.pylon.buyer.scene.ScriptedProvider;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.primitives.Msat;
import dev.pylon.relayclient.testing.ScriptedRelay;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several relays, and what goes wrong with them. */
class RelaysTest {
    private @Nullable Scene open;

    @AfterEach
    void end() {
        if (open != null) {
            open.close();
        }
    }

    private Scene scene(int relays, String... settings) {
        Scene scene = Scene.with(relays, settings);
        open = scene;
        return scene;
    }

    private static SubmitJob at(String provider, List<String> relays) {
        return new SubmitJob(
                "Why?",
                null,
                null,
                null,
                null,
                null,
                Msat.of(50_000),
                List.of(provider),
                relays,
                30,
                true);
    }

    @Test
    void threeRelaysAreOneJobOneInvoiceAndOnePayment() {
        Scene scene = scene(3).start();
        ScriptedProvider provider = scene.provider();
        scene.onJob(request -> provider.sell(request, 21_000, "Because."));

        JobView job =
                scene.await(
                        scene.submit(Scene.job(50_000L, true, provider.hex())).id(),
                        JobState.COMPLETED);
        JobView told =
                scene.awaitThat(
                        job.id(),
                        view ->
                                view.relays().stream()
                                        .allMatch(relay ->
                                                relay.outcome() == PublishOutcome.ACCEPTED));

        assertThat(told.relays()).hasSize(3);
        assertThat(told.quotes()).hasSize(1);
        assertThat(told.rejected()).isEmpty();
        assertThat(scene.wallet.asked()).hasSize(1);
    }

    @Test
    void weListenAtARelayBeforeThatRelayHasTheJob() {
        Scene scene = scene(3).start();
        scene.submit(Scene.job(50_000L, true));

        for (ScriptedRelay relay : scene.relays()) {
            Awaitility.await()
                    .atMost(Scene.SOON)
                    .until(() -> !relay.heard(ClientMessage.Publish.class).isEmpty());
            List<ClientMessage> heard = relay.heard();
            int listening = firstIndex(heard, RelaysTest::isForReplies);
            int published = firstIndex(heard, ClientMessage.Publish.class::isInstance);
            assertThat(listening).isNotNegative().isLessThan(published);
        }
    }

    private static boolean isForReplies(ClientMessage message) {
        return message instanceof ClientMessage.Subscribe subscribe
                && subscribe.filters().stream()
                        .anyMatch(filter ->
                                filter.tags().containsKey("p")
                                        && filter.kinds()
                                                .orElseThrow()
                                                .containsAll(List.of(6000, 6999, 7000)));
    }

    private static int firstIndex(
            List<ClientMessage> heard, java.util.function.Predicate<ClientMessage> which) {
        for (int i = 0; i < heard.size(); i++) {
            if (which.test(heard.get(i))) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void aRelayThatIsDownIsNamedAndAbortsNothing() {
        Scene scene = scene(2, "--pylon.buyer.publish-limit=500ms");
        scene.relays().get(1).stop();
        scene.start();
        ScriptedProvider provider = new ScriptedProvider(scene.wallet, scene.relay());
        scene.onJob(request -> provider.sell(request, 21_000, "Because."));

        String id = scene.submit(Scene.job(50_000L, true, provider.hex())).id();
        scene.await(id, JobState.COMPLETED);
        JobView job =
                scene.awaitThat(id, view -> outcome(view, scene, 1) == PublishOutcome.UNREACHABLE);
        assertThat(outcome(job, scene, 0)).isEqualTo(PublishOutcome.ACCEPTED);
        assertThat(detail(job, scene, 1)).isNotBlank();

        scene.relays().get(1).restart();
        scene.awaitThat(id, view -> outcome(view, scene, 1) == PublishOutcome.ACCEPTED);
    }

    @Test
    void whatARelayRefusesIsShownInItsWords() {
        Scene scene = scene(2).start();
        scene.relays()
                .get(1)
                .on(
                        ClientMessage.Publish.class,
                        (client, publish) -> {
                            client.ok(publish.event(), false, "blocked: not here");
                            return true;
                        });

        String id = scene.submit(Scene.job(50_000L, true)).id();

        JobView job =
                scene.awaitThat(id, view -> outcome(view, scene, 1) == PublishOutcome.REFUSED);
        assertThat(detail(job, scene, 1)).isEqualTo("blocked: not here");
        assertThat(job.state()).isEqualTo(JobState.SUBMITTED);
    }

    @Test
    void aJobThatNoRelayTakesHasFailed() {
        Scene scene = scene(1).start();
        scene.relay()
                .on(
                        ClientMessage.Publish.class,
                        (client, publish) -> {
                            client.ok(publish.event(), false, "restricted: members only");
                            return true;
                        });

        JobView job = scene.await(scene.submit(Scene.job(50_000L, true)).id(), JobState.FAILED);

        assertThat(job.error()).startsWith("not-published").contains("members only");
    }

    @Test
    void aRelayThatAsksWhoWeAreIsTold() {
        Scene scene = scene(1);
        scene.relay().requireAuth();
        scene.start();
        ScriptedProvider provider = scene.provider();
        scene.onJob(request -> provider.sell(request, 21_000, "Because."));

        scene.await(
                scene.submit(Scene.job(50_000L, true, provider.hex())).id(), JobState.COMPLETED);
    }

    @Test
    void aRelayThatRestartsInMidJobLosesNoReply() {
        Scene scene = scene(1).start();
        ScriptedProvider provider = scene.provider();
        List<Event> requests = new CopyOnWriteArrayList<>();
        scene.onJob(requests::add);
        String id = scene.submit(Scene.job(0L, true, provider.hex())).id();
        Awaitility.await().until(() -> !requests.isEmpty());

        scene.relay().stop();
        scene.relay().store(provider.result(requests.getFirst(), "Because."));
        scene.relay().restart();

        assertThat(scene.await(id, JobState.COMPLETED).result()).isEqualTo("Because.");
    }

    @Test
    void aRelayThatOnlyTheJobNamesIsListenedToAsWell() {
        Scene scene = scene(1).start();
        try (ScriptedRelay other = ScriptedRelay.start()) {
            ScriptedProvider provider = new ScriptedProvider(scene.wallet, other);
            other.on(
                    ClientMessage.Publish.class,
                    (client, publish) -> {
                        client.handle(publish);
                        if (Kinds.isJobRequest(publish.event().kind())) {
                            provider.sell(publish.event(), 21_000, "Because.");
                        }
                        return true;
                    });

            JobView job =
                    scene.await(
                            scene.submit(at(provider.hex(), List.of(other.url().value()))).id(),
                            JobState.COMPLETED);

            assertThat(job.relays())
                    .extracting(RelayOutcome::relay)
                    .containsExactly(other.url().value());
            assertThat(scene.published()).isEmpty();
        }
    }

    @Test
    void aRelayInOurOwnNetworkIsNotConnectedToUnlessThatIsAllowed() {
        Scene scene =
                scene(1, "--pylon.buyer.open-relays=false", "--pylon.buyer.publish-limit=500ms")
                        .start();
        try (ScriptedRelay inside = ScriptedRelay.start()) {
            String id =
                    scene.submit(at(scene.provider().hex(), List.of(inside.url().value()))).id();

            JobView job =
                    scene.awaitThat(
                            id,
                            view ->
                                    view.relays().getFirst().outcome()
                                            == PublishOutcome.UNREACHABLE);

            assertThat(job.relays().getFirst().detail())
                    .contains("not at an address that may be connected to")
                    .doesNotContain("unknown host");
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void aJobSubmittedBeforeACrashIsPublishedAfterIt() {
        Scene scene = scene(1);
        scene.relay().stop();
        scene.start();
        ScriptedProvider provider = scene.provider();
        scene.onJob(request -> provider.sell(request, 21_000, "Because."));
        String id = scene.submit(Scene.job(50_000L, true, provider.hex())).id();
        scene.stop();

        scene.relay().restart();
        scene.start();

        JobView job = scene.await(id, JobState.COMPLETED);
        assertThat(job.quotes()).hasSize(1);
        assertThat(scene.published()).hasSize(1);
    }

    @Test
    void whatWasSaidWhileTheServiceWasDownIsHeardWhenItIsBack() {
        Scene scene = scene(1).start();
        ScriptedProvider provider = scene.provider();
        List<Event> requests = new CopyOnWriteArrayList<>();
        scene.onJob(requests::add);
        String id = scene.submit(Scene.job(50_000L, true, provider.hex())).id();
        Awaitility.await().until(() -> !requests.isEmpty());
        scene.stop();

        provider.sell(requests.getFirst(), 21_000, "Because.");
        scene.start();

        JobView job = scene.await(id, JobState.COMPLETED);
        assertThat(job.paidMsat()).isEqualTo(Msat.of(21_000));
        assertThat(scene.wallet.asked()).hasSize(1);
    }

    @Test
    void aCancelledJobIsTakenBackAtItsRelays() {
        Scene scene = scene(1).start();
        ScriptedProvider provider = scene.provider();
        scene.onJob(request -> provider.quote(request, 21_000));
        String id = scene.submit(Scene.job(50_000L, false, provider.hex())).id();
        scene.await(id, JobState.PAYMENT_REQUIRED);

        assertThat(Scene.get(scene.api().cancel(id)).state()).isEqualTo(JobState.CANCELLED);
        assertThat(Scene.get(scene.api().cancel(id)).state()).isEqualTo(JobState.CANCELLED);

        Awaitility.await()
                .atMost(Scene.SOON)
                .until(() ->
                        scene.relay().heard(ClientMessage.Publish.class).stream()
                                .map(ClientMessage.Publish::event)
                                .anyMatch(event ->
                                        event.kind() == Kinds.DELETION
                                                && event.tags().values("e").anyMatch(id::equals)
                                                && event.pubkey().equals(scene.buyer.publicKey())));
        provider.deliver(scene.published().getFirst(), "Because.");
        JobView job = scene.awaitThat(id, view -> !view.rejected().isEmpty());
        assertThat(job.rejected().getFirst().reason()).isEqualTo("late");
        assertThat(job.state()).isEqualTo(JobState.CANCELLED);
    }

    private static PublishOutcome outcome(JobView job, Scene scene, int relay) {
        return at(job, scene, relay).outcome();
    }

    private static @Nullable String detail(JobView job, Scene scene, int relay) {
        return at(job, scene, relay).detail();
    }

    private static RelayOutcome at(JobView job, Scene scene, int relay) {
        String url = scene.relays().get(relay).url().value();
        return job.relays().stream()
                .filter(outcome -> outcome.relay().equals(url))
                .findFirst()
                .orElseThrow();
    }
}
