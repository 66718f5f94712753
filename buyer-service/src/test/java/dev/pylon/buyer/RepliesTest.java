package dev.pylon.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.FeedbackView;
import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.RejectedReply;
import dev.pylon.buyer.scene.Scene;
import dev.pylon.buyer.scene.ScriptedProvider;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import dev.pylon.relayclient.testing.TestEvents;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.codec.ServerSentEvent;

/** Who is believed, and what is kept of the others. */
class RepliesTest {
    private static final Scene scene = Scene.running("--pylon.buyer.quote-window=100ms");

    private final ScriptedProvider provider = scene.provider();
    private final ScriptedProvider stranger = scene.provider();

    @AfterEach
    void reset() {
        scene.reset();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void aStrangerWhoAnswersABroadcastFirstIsKeptApart() {
        scene.onJob(request -> {
            stranger.deliver(request, "No worky");
            provider.sell(request, 21_000, "Because.");
        });

        JobView job = scene.await(scene.submit(Scene.job(50_000L, true)).id(), JobState.COMPLETED);

        assertThat(job.result()).isEqualTo("Because.");
        assertThat(job.rejected())
                .singleElement()
                .satisfies(reply -> {
                    assertThat(reply.reason()).isEqualTo("wrong-author");
                    assertThat(reply.provider()).isEqualTo(stranger.hex());
                    assertThat(reply.excerpt()).isEqualTo("No worky");
                });
    }

    @Test
    void nobodyElseAnswersForAProviderThatWasAsked() {
        scene.onJob(request -> {
            stranger.quote(request, 1_000);
            stranger.error(request, "over-capacity: go away");
            stranger.deliver(request, "No worky");
            provider.sell(request, 21_000, "Because.");
        });

        JobView job =
                scene.await(
                        scene.submit(Scene.job(50_000L, true, provider.hex())).id(),
                        JobState.COMPLETED);

        assertThat(job.quotes()).hasSize(1);
        assertThat(job.feedback()).extracting(FeedbackView::provider).containsOnly(provider.hex());
        assertThat(job.rejected())
                .hasSize(3)
                .extracting(RejectedReply::reason)
                .containsOnly("wrong-author");
        assertThat(scene.metrics())
                .containsPattern("buyer_replies_rejected_total\\{reason=\"wrong-author\"");
    }

    @Test
    void aResultForAnotherRequestIsNotBelieved() {
        scene.onJob(request ->
                provider.say(
                        EventTemplate.of(
                                        Kinds.TEXT_GENERATION_RESULT,
                                        Tags.of(
                                                Tag.of(
                                                        "request",
                                                        EventTemplate.of(5050, Tags.none(), "other")
                                                                .sign(SecretKey.generate())
                                                                .toJson()),
                                                Tag.of("e", request.id().hex()),
                                                Tag.of("p", request.pubkey().hex())),
                                        "not yours")
                                .sign(provider.key())));
        String id = scene.submit(Scene.job(50_000, true, 1, provider.hex())).id();

        JobView job = scene.await(id, JobState.TIMED_OUT);

        assertThat(job.result()).isNull();
        assertThat(job.rejected())
                .extracting(RejectedReply::reason)
                .containsExactly("wrong-request");
    }

    @Test
    void aForgedSignatureIsNotEvenHeard() {
        scene.onJob(request -> {
            Event result = provider.result(request, "Because.");
            scene.relay().force(TestEvents.forged(result));
            scene.relay().force(TestEvents.altered(result, "Buy things"));
        });
        String id = scene.submit(Scene.job(50_000, true, 1, provider.hex())).id();

        JobView job = scene.await(id, JobState.TIMED_OUT);

        assertThat(job.rejected()).isEmpty();
    }

    @Test
    void aLateResultCompletesTheJob() {
        List<Event> requests = new CopyOnWriteArrayList<>();
        scene.onJob(requests::add);
        String id = scene.submit(Scene.job(0, true, 1, provider.hex())).id();
        scene.await(id, JobState.TIMED_OUT);
        assertThat(scene.events(id))
                .last()
                .satisfies(end -> assertThat(end.state()).isEqualTo(JobState.TIMED_OUT));

        provider.deliver(requests.getFirst(), "Because.");

        assertThat(scene.await(id, JobState.COMPLETED).result()).isEqualTo("Because.");
        assertThat(scene.events(id))
                .extracting(JobEventView::type)
                .endsWith(JobEventType.FINISHED, JobEventType.RESULT, JobEventType.FINISHED);
    }

    @Test
    void textIsPassedOnAsItComesAndTheNewestIsShown() {
        List<Event> requests = new CopyOnWriteArrayList<>();
        scene.onJob(requests::add);
        String id = scene.submit(Scene.job(0L, true, provider.hex())).id();
        Awaitility.await().until(() -> !requests.isEmpty());
        Event request = requests.getFirst();
        List<JobEventView> watched = new CopyOnWriteArrayList<>();
        var watching =
                scene.api()
                        .events(id, null, null)
                        .mapNotNull(ServerSentEvent::data)
                        .subscribe(watched::add);
        Awaitility.await().until(() -> watched.size() >= 2);

        provider.partial(request, 1, "Be");
        provider.partial(request, 3, "Because");
        provider.partial(request, 2, "Becau");
        stranger.partial(request, 9, "Spam");
        JobView job =
                scene.awaitThat(
                        id,
                        view ->
                                "Because".equals(view.partial())
                                        && view.timings().firstTextMs() != null);
        assertThat(job.state()).isEqualTo(JobState.PROCESSING);
        provider.deliver(request, "Because of Rayleigh.");

        JobView done = scene.await(id, JobState.COMPLETED);
        assertThat(done.partial()).isNull();
        Awaitility.await().until(watching::isDisposed);
        assertThat(watched)
                .filteredOn(event -> event.type() == JobEventType.PARTIAL)
                .extracting(JobEventView::text)
                .startsWith("Be")
                .contains("Because")
                .doesNotContain("Becau", "Spam");
        assertThat(watched)
                .extracting(JobEventView::type)
                .endsWith(JobEventType.RESULT, JobEventType.FINISHED);
        assertThat(watched.get(watched.size() - 2).text()).isEqualTo("Because of Rayleigh.");
        assertThat(scene.events(id))
                .extracting(JobEventView::type)
                .doesNotContain(JobEventType.PARTIAL);
    }

    @Test
    void aProvidersRefusalIsShownInItsWords() {
        scene.onJob(request -> provider.error(request, "unsupported-model: no such model here"));

        JobView job =
                scene.await(
                        scene.submit(Scene.job(50_000L, true, provider.hex())).id(),
                        JobState.REFUSED);

        assertThat(job.error()).isEqualTo("unsupported-model: no such model here");
        assertThat(job.feedback())
                .singleElement()
                .satisfies(said -> {
                    assertThat(said.status()).isEqualTo("error");
                    assertThat(said.info()).contains("no such model");
                });
    }

    @Test
    void whateverCharactersAProviderSendsTheyAreKept() {
        String text = "Nul \0 and \uD83C\uDF0C and \u202E and \"quotes\" \\ \n done";
        scene.onJob(request -> {
            provider.error(request, "x\0y");
            stranger.deliver(request, text);
        });
        String id = scene.submit(Scene.job(0L, true)).id();

        JobView job = scene.await(id, JobState.COMPLETED);

        assertThat(job.result()).isEqualTo(text.replace('\0', '\uFFFD'));
        assertThat(job.paidMsat()).isNull();
        assertThat(job.bidMsat()).isEqualTo(Msat.ZERO);
    }

    @Test
    void whatIsSaidAboutNoJobOfOursIsCountedAndForgotten() {
        Event other =
                EventTemplate.of(5050, Tags.of(Tag.of("p", provider.hex())), "somebody else's")
                        .sign(SecretKey.generate());
        scene.relay()
                .accept(
                        EventTemplate.of(
                                        7000,
                                        Tags.of(
                                                Tag.of("e", other.id().hex()),
                                                Tag.of("p", scene.buyer.publicKey().hex()),
                                                Tag.of("status", "processing")),
                                        "")
                                .sign(stranger.key()));

        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(scene.metrics())
                                .containsPattern("buyer_replies_foreign_total\\{[^}]*} [1-9]"));
        assertThat(
                        Objects.requireNonNull(scene.api().jobs(null, 200, null).block(Scene.SOON))
                                .items())
                .noneMatch(job -> job.id().equals(other.id().hex()));
    }
}
