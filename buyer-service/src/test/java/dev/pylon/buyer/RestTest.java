package dev.pylon.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.Page;
import dev.pylon.api.buyer.InputData;
import dev.pylon.api.buyer.InputType;
import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobSummary;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.PayJob;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.buyer.scene.Scene;
import dev.pylon.buyer.scene.ScriptedProvider;
import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.nostr.market.ModelOffer;
import dev.pylon.nostr.market.ProviderAnnouncements;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The REST interface: who may do what, and how it is said when something is wrong. */
class RestTest {
    private static final Scene scene = Scene.running();

    @AfterEach
    void reset() {
        scene.reset();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    private static WebTestClient http() {
        return WebTestClient.bindToServer().baseUrl(scene.url()).build();
    }

    private static void expect(Mono<?> call, int status, String code) {
        assertThatThrownBy(() -> call.block(Scene.SOON))
                .isInstanceOfSatisfying(
                        RemoteProblem.class,
                        problem -> {
                            assertThat(problem.code()).isEqualTo(code);
                            assertThat(problem.status()).isEqualTo(status);
                        });
    }

    @Test
    void aKeyDoesWhatItsScopesAllowAndNothingElse() {
        http().get().uri("/v1/jobs").exchange().expectStatus().isUnauthorized();
        expect(scene.api("reader").submit(null, Scene.job(null, false)), 403, "missing-scope");
        expect(scene.api("writer").submit(null, Scene.job(1_000L, true)), 403, "missing-scope");
        String id = Scene.get(scene.api("writer").submit(null, Scene.job(1_000L, false))).id();
        expect(scene.api("writer").pay(id, new PayJob(null)), 403, "missing-scope");
        expect(scene.api("reader").cancel(id), 403, "missing-scope");
        assertThat(Scene.get(scene.api("reader").job(id)).id()).isEqualTo(id);
    }

    @Test
    void whatBelongsToAnotherAccountIsNotThere() {
        String id = scene.submit(Scene.job(1_000L, false)).id();

        expect(scene.api("bob").job(id), 404, "not-found");
        expect(scene.api("bob").cancel(id), 404, "not-found");
        expect(scene.api("bob").pay(id, new PayJob(null)), 404, "not-found");
        expect(scene.api("bob").events(id, null, null).then(), 404, "not-found");
        assertThat(Scene.get(scene.api("bob").jobs(null, null, null)).items())
                .noneMatch(job -> job.id().equals(id));
        expect(scene.api().job("0".repeat(64)), 404, "not-found");
        expect(scene.api().job("nonsense"), 404, "not-found");
    }

    @Test
    void anAccountWithoutAWalletCannotPay() {
        expect(scene.api("bob").submit(null, Scene.job(1_000L, true)), 409, "no-wallet");
        String id = Scene.get(scene.api("bob").submit(null, Scene.job(1_000L, false))).id();
        expect(scene.api("bob").pay(id, new PayJob(null)), 409, "no-wallet");
    }

    @Test
    void aRepeatIsTheSameJobAndAnotherBodyAConflict() {
        String key = "repeat-" + System.nanoTime();
        SubmitJob job = Scene.job(1_000L, false);

        List<JobView> twins =
                Objects.requireNonNull(
                        Flux.range(0, 8)
                                .flatMap(i -> scene.api().submit(key, job))
                                .collectList()
                                .block(Scene.SOON));

        assertThat(twins).extracting(JobView::id).hasSize(8).containsOnly(twins.getFirst().id());
        expect(scene.api().submit(key, Scene.job(2_000L, false)), 409, "idempotency-key-reused");
        assertThat(Scene.get(scene.api("writer").submit(key, job)).id())
                .isNotEqualTo(twins.getFirst().id());
        Awaitility.await()
                .until(() ->
                        scene.published().stream()
                                .anyMatch(event -> event.id().hex().equals(twins.getFirst().id())));
    }

    @Test
    void theSameWordsTwiceInASecondAreTwoJobs() {
        assertThat(scene.submit(Scene.job(1_000L, false)).id())
                .isNotEqualTo(scene.submit(Scene.job(1_000L, false)).id());
    }

    @Test
    void payingIsIdempotentToo() {
        ScriptedProvider provider = scene.provider();
        scene.onJob(request -> provider.sell(request, 21_000, "Because."));
        String id = scene.submit(Scene.job(50_000L, false, provider.hex())).id();
        scene.await(id, JobState.PAYMENT_REQUIRED);

        Flux.range(0, 6)
                .flatMap(i -> scene.api().pay(id, new PayJob(provider.hex())))
                .blockLast(Scene.SOON);
        scene.await(id, JobState.COMPLETED);
        String other = scene.provider().hex();

        Scene.get(scene.api().pay(id, new PayJob(null)));
        expect(scene.api().pay(id, new PayJob(other)), 409, "already-paid");
        expect(scene.api().cancel(id), 409, "job-finished");
        assertThat(scene.wallet.asked()).hasSize(1);
    }

    @Test
    void aPaymentNeedsAQuote() {
        String id = scene.submit(Scene.job(50_000L, false)).id();

        expect(scene.api().pay(id, new PayJob(null)), 409, "no-quote");
        expect(scene.api().pay(id, new PayJob("nobody")), 400, "invalid-provider");
    }

    @ParameterizedTest
    @CsvSource({
        "{},missing-input",
        "{\"prompt\":\" \"},missing-input",
        "'{\"prompt\":\"a\",\"inputs\":[{\"data\":\"b\"}]}',missing-input",
        "'{\"inputs\":[{\"data\":null}]}',missing-input",
        "'{\"prompt\":\"a\",\"kind\":6050}',invalid-kind",
        "'{\"prompt\":\"a\",\"encryption\":\"nip44\"}',provider-missing",
        "'{\"prompt\":\"a\",\"encryption\":\"rot13\"}',malformed-request",
        "'{\"prompt\":\"a\",\"autoPay\":true}',bid-missing",
        "'{\"prompt\":\"a\",\"relays\":[\"http://x\"]}',invalid-relays",
        "'{\"prompt\":\"a\",\"relays\":[\"ws://a\",\"ws://b\",\"ws://c\",\"ws://d\",\"ws://e\",\"ws://f\",\"ws://g\",\"ws://h\",\"ws://i\",\"ws://j\",\"ws://k\"]}',invalid-relays",
        "'{\"prompt\":\"a\",\"providers\":[\"npub1nobody\"]}',invalid-providers",
        "'{\"prompt\":\"a\",\"timeoutSeconds\":0}',invalid-timeout",
        "'{\"prompt\":\"a\",\"timeoutSeconds\":99999999}',invalid-timeout",
        "'{\"prompt\":\"a\",\"params\":{\"\":\"x\"}}',invalid-params",
        "'{\"prompt\":\"a\",\"bidMsat\":-1}',malformed-request",
        "'{\"prompt\":',malformed-request",
        "[],malformed-request",
    })
    void whatCannotBeSubmittedIsRefusedWithAReason(String body, String code) {
        http().post()
                .uri("/v1/jobs")
                .header("Authorization", "Bearer alice-secret")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:pylon:problem:" + code)
                .jsonPath("$.detail")
                .isNotEmpty();
    }

    @Test
    void tooLargeAnInputIsRefused() {
        expect(
                scene.api().submit(null, request("x".repeat(300_000), null, null)),
                400,
                "input-too-large");
    }

    private static SubmitJob request(
            @Nullable String prompt,
            @Nullable List<InputData> inputs,
            @Nullable Map<String, String> params) {
        return new SubmitJob(
                prompt,
                inputs,
                5001,
                "small",
                params,
                "text/plain",
                Msat.of(21),
                null,
                null,
                null,
                false);
    }

    @Test
    void everythingThatWasAskedForIsInTheEvent() {
        String id =
                scene.submit(
                                request(
                                        null,
                                        List.of(
                                                new InputData(
                                                        "https://a.example",
                                                        InputType.URL,
                                                        null,
                                                        null),
                                                new InputData("Hi", null, null, "intro")),
                                        Map.of("top-k", "5")))
                        .id();
        Awaitility.await()
                .until(() -> scene.published().stream().anyMatch(e -> e.id().hex().equals(id)));
        Event event =
                scene.published().stream()
                        .filter(e -> e.id().hex().equals(id))
                        .findFirst()
                        .orElseThrow();

        JobRequest request = JobRequests.read(event, Optional.empty());

        assertThat(event.isValid()).isTrue();
        assertThat(event.pubkey()).isEqualTo(scene.buyer.publicKey());
        assertThat(request.kind()).isEqualTo(5001);
        assertThat(request.inputs()).hasSize(2);
        assertThat(request.inputs().getFirst().type().word()).isEqualTo("url");
        assertThat(request.parameters())
                .containsEntry("top_k", "5")
                .containsEntry("model", "small");
        assertThat(request.output()).contains("text/plain");
        assertThat(request.bid()).contains(Msat.of(21));
        assertThat(request.relays()).containsExactly(scene.relay().url().value());
        assertThat(request.providers()).isEmpty();
    }

    @Test
    void jobsAreListedNewestFirstInPages() {
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            submitted.add(
                    Scene.get(
                                    scene.api("writer")
                                            .submit(
                                                    null,
                                                    request(
                                                            "Почему небо голубое? 🌌 " + i,
                                                            null,
                                                            null)))
                            .id());
        }
        Collections.reverse(submitted);

        List<String> listed = new ArrayList<>();
        String cursor = null;
        do {
            Page<JobSummary> page = Scene.get(scene.api().jobs(cursor, 2, null));
            assertThat(page.items().size()).isLessThanOrEqualTo(2);
            page.items().forEach(job -> listed.add(job.id()));
            cursor = page.nextCursor();
        } while (cursor != null && listed.size() < 6);

        assertThat(listed).startsWith(submitted.toArray(String[]::new));
        assertThat(Scene.get(scene.api().jobs(null, 1, null)).items().getFirst().prompt())
                .isEqualTo("Почему небо голубое? 🌌 4");
        assertThat(Scene.get(scene.api().jobs(null, 200, "submitted")).items())
                .extracting(JobSummary::state)
                .containsOnly(JobState.SUBMITTED);
        expect(scene.api().jobs("nonsense", null, null), 400, "malformed-cursor");
        expect(scene.api().jobs(null, 0, null), 400, "invalid-limit");
        expect(scene.api().jobs(null, null, "done"), 400, "invalid-state");
    }

    @Test
    void aWatcherThatComesBackGetsWhatItMissedAndNothingTwice() {
        ScriptedProvider provider = scene.provider();
        scene.onJob(request -> provider.sell(request, 21_000, "Because."));
        String id = scene.submit(Scene.job(50_000L, true, provider.hex())).id();
        scene.await(id, JobState.COMPLETED);
        List<JobEventView> all = scene.events(id);

        assertThat(all).extracting(JobEventView::seq).doesNotHaveDuplicates().isSorted();
        assertThat(all.getFirst().seq()).isOne();
        assertThat(all.getLast().seq()).isEqualTo(all.size());
        List<Long> rest =
                Scene.get(
                        scene.api()
                                .events(id, "3", null)
                                .mapNotNull(ServerSentEvent::data)
                                .map(JobEventView::seq)
                                .collectList());
        assertThat(rest.getFirst()).isEqualTo(4);
        assertThat(rest).hasSize(all.size() - 3);
        assertThat(Scene.get(scene.api().events(id, Long.toString(all.size()), null).collectList()))
                .isEmpty();
        expect(scene.api().events(id, "x", null).then(), 400, "invalid-last-event-id");
    }

    @Test
    void manyWatchersFromAnyMomentOnSeeTheSame() {
        ScriptedProvider provider = scene.provider();
        List<Event> requests = Collections.synchronizedList(new ArrayList<>());
        scene.onJob(requests::add);
        String id = scene.submit(Scene.job(0L, true, provider.hex())).id();
        Awaitility.await().until(() -> !requests.isEmpty());

        Mono<List<List<Long>>> watching =
                Flux.range(0, 12)
                        .flatMap(i ->
                                Mono.delay(java.time.Duration.ofMillis(i * 15L))
                                        .flatMap(tick ->
                                                scene.api()
                                                        .events(id, null, null)
                                                        .mapNotNull(ServerSentEvent::data)
                                                        .filter(event ->
                                                                event.type()
                                                                        != JobEventType.PARTIAL)
                                                        .map(JobEventView::seq)
                                                        .collectList()))
                        .collectList()
                        .cache();
        watching.subscribe();
        for (int i = 0; i < 40; i++) {
            provider.processing(requests.getFirst());
            if (i == 25) {
                provider.deliver(requests.getFirst(), "Because.");
            }
        }

        List<List<Long>> seen = Scene.get(watching);
        assertThat(seen).hasSize(12);
        for (List<Long> numbers : seen) {
            for (int i = 0; i < numbers.size(); i++) {
                assertThat(numbers.get(i)).isEqualTo(i + 1L);
            }
        }
    }

    @Test
    void followingGoesOnAfterTheEnd() {
        ScriptedProvider provider = scene.provider();
        List<Event> requests = Collections.synchronizedList(new ArrayList<>());
        scene.onJob(requests::add);
        String id = scene.submit(Scene.job(0, true, 1, provider.hex())).id();
        Mono<List<JobEventType>> following =
                scene.api()
                        .events(id, null, true)
                        .mapNotNull(ServerSentEvent::data)
                        .map(JobEventView::type)
                        .takeUntil(JobEventType.RESULT::equals)
                        .collectList()
                        .cache();
        following.subscribe();
        scene.await(id, JobState.TIMED_OUT);

        provider.deliver(requests.getFirst(), "Because.");

        assertThat(Scene.get(following))
                .contains(JobEventType.FINISHED)
                .endsWith(JobEventType.RESULT);
    }

    @Test
    void providersAndModelsAreKnownByTheirAnnouncements() {
        ScriptedProvider alive = scene.provider();
        ScriptedProvider silent = scene.provider();
        announce(alive, Instant.now(), "Alive");
        announce(silent, Instant.now().minusSeconds(5_000), "Silent");
        scene.relay()
                .accept(ProviderAnnouncements.heartbeat("pylon", Instant.now()).sign(alive.key()));

        Awaitility.await()
                .atMost(Scene.SOON)
                .until(() -> Scene.get(scene.api().providers(null, null)).items().size() == 2);
        var providers = Scene.get(scene.api().providers(5050, null)).items();
        assertThat(providers.get(0).name()).isEqualTo("Alive");
        assertThat(providers.get(0).alive()).isTrue();
        assertThat(providers.get(0).npub()).startsWith("npub1");
        assertThat(providers.get(1).alive()).isFalse();
        assertThat(Scene.get(scene.api().providers(5100, null)).items()).isEmpty();
        assertThat(Scene.get(scene.api().models()).items())
                .extracting(model -> model.model() + " " + model.priceMsat() + " " + model.alive())
                .containsExactlyInAnyOrder(
                        "small 7000 msat true",
                        "large 21000 msat true",
                        "small 7000 msat false",
                        "large 21000 msat false");
    }

    private static void announce(ScriptedProvider provider, Instant at, String name) {
        scene.relay()
                .accept(
                        ProviderAnnouncements.template(
                                        "pylon",
                                        Set.of(5050),
                                        name,
                                        "Sells answers",
                                        List.of(
                                                new ModelOffer(
                                                        "small", Optional.of(Msat.of(7_000)), true),
                                                new ModelOffer("large", Optional.empty(), false)),
                                        Msat.of(21_000),
                                        Set.of("nip44"),
                                        false)
                                .withCreatedAt(at)
                                .sign(provider.key()));
    }

    @Test
    void theStatusSaysWhoWeAreAndChangesNothing() {
        var status = Scene.get(scene.api("reader").status());

        assertThat(status.pubkey()).isEqualTo(scene.buyer.publicKey().hex());
        assertThat(status.npub()).startsWith("npub1");
        assertThat(status.network()).isEqualTo("regtest");
        assertThat(status.walletReachable()).isTrue();
        assertThat(status.relays())
                .anySatisfy(relay -> {
                    assertThat(relay.relay()).isEqualTo(scene.relay().url().value());
                    assertThat(relay.state()).isEqualTo("connected");
                });
        assertThat(Scene.get(scene.api("bob").status()).walletReachable()).isFalse();
    }

    @Test
    void theInterfaceIsDescribedWithExamplesAndHealthIsOpen() {
        http().get().uri("/health/ready").exchange().expectStatus().isOk();
        http().get().uri("/health/live").exchange().expectStatus().isOk();
        http().mutate()
                // the first document takes seconds on a busy machine
                .responseTimeout(Duration.ofSeconds(30))
                .build()
                .get()
                .uri("/v3/api-docs")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.openapi")
                .value(version -> assertThat(version.toString()).startsWith("3.1"))
                .jsonPath("$.paths['/v1/jobs'].post.requestBody")
                .exists()
                .jsonPath("$.components.schemas.SubmitJob.properties.prompt.example")
                .isEqualTo("Why is the sky blue?")
                .jsonPath(
                        "$.paths['/v1/jobs/{id}/events'].get.responses['200'].content['text/event-stream']")
                .exists();
    }
}
