package dev.pylon.provider.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.primitives.Msat;
import dev.pylon.provider.backend.Availability.Available;
import dev.pylon.provider.backend.Availability.Unavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class BackendsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir private Path folder;
    private Path file = Path.of("");
    private final Scripted first = new Scripted("first", new Available(List.of("llama"), false));
    private final Scripted second = new Scripted("second", new Unavailable("no API key"));
    private final List<List<Backends.Model>> offers = new CopyOnWriteArrayList<>();
    private Runnable stop = () -> {};

    @BeforeEach
    void choose() throws IOException {
        file = folder.resolve("models.yml");
        Files.writeString(file, "llama: {price-msat: 7000, max-output-tokens: 10}");
    }

    @AfterEach
    void end() {
        stop.run();
    }

    @Test
    void saysWhichAreThereAndWhyEachOtherIsNot() {
        Backends backends = start(first, second);

        StepVerifier.create(backends.lookedAt()).expectComplete().verify(LIMIT);
        assertThat(backends.availability())
                .isEqualTo(
                        Map.of(
                                "first", new Available(List.of("llama"), false),
                                "second", new Unavailable("no API key")));
        assertThat(backends.find(Optional.of("llama")).map(Backends.Model::terms))
                .contains(new ModelTerms(Msat.of(7_000), true, null, 10));
        assertThat(backends.find(Optional.of("qwen"))).isEmpty();
    }

    @Test
    void aBackendThatComesLaterIsFoundAndTheOfferFollows() {
        first.seen = new Unavailable("nothing answers");
        start(first, second);
        assertThat(offers).containsExactly(List.of());

        first.seen = new Available(List.of("llama"), false);

        Awaitility.await().until(() -> names().equals(List.of("llama")));
    }

    @Test
    void anOtherReasonForNotBeingThereIsNoOtherOffer() {
        first.seen = new Unavailable("nothing answers");
        Backends backends = start(first, second);

        second.seen = new Unavailable("the key is refused");

        Awaitility.await()
                .until(() ->
                        new Unavailable("the key is refused")
                                .equals(backends.availability().get("second")));
        assertThat(offers).hasSize(1);
    }

    @Test
    void aNewPriceIsANewOffer() throws IOException {
        start(first, second);

        Files.writeString(file, "llama: 123456");
        Awaitility.await()
                .until(() -> offers.getLast().getFirst().terms().price().equals(Msat.of(123_456)));
        Files.writeString(file, "llama: {offered: false}");

        Awaitility.await().until(() -> names().isEmpty());
    }

    @Test
    void oneThatIsGoneIsOfferedNoMoreOnceAnAnswerFailed() {
        Backends backends = start(first, second);
        InferenceBackend offered = backends.find(Optional.empty()).orElseThrow().backend();
        first.seen = new Unavailable("nothing answers");
        first.answer =
                Flux.error(new BackendFailure(BackendFailure.Cause.UNREACHABLE, "It is gone."));

        // again, should the first failure have met a look that was under way
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> {
                    offered.run(new WorkOrder("llama", "Why?", Map.of()))
                            .onErrorComplete()
                            .blockLast(LIMIT);
                    return names().isEmpty();
                });
    }

    @Test
    void noAnswerIsLongerThanTheCatalogAllows() {
        Backends backends = start(first, second);

        run(backends, Map.of("max_tokens", "500"));
        run(backends, Map.of());
        run(backends, Map.of("max_tokens", "5"));

        assertThat(first.orders)
                .extracting(order -> order.parameters().get("max_tokens"))
                .containsExactly("10", "10", "5");
    }

    @Test
    void aBackendThatHangsKeepsNoOtherFromBeingOffered() {
        Scripted hanging =
                new Scripted("hanging", new Unavailable("")) {
                    @Override
                    public Mono<Availability> probe() {
                        return Mono.never();
                    }
                };

        Backends backends = start(hanging, first);

        assertThat(names()).containsExactly("llama");
        StepVerifier.create(backends.lookedAt())
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(200))
                .thenCancel()
                .verify(LIMIT);
    }

    private static void run(Backends backends, Map<String, String> parameters) {
        backends.find(Optional.empty())
                .orElseThrow()
                .backend()
                .run(new WorkOrder("llama", "Why?", parameters))
                .blockLast(LIMIT);
    }

    private List<String> names() {
        return offers.getLast().stream().map(Backends.Model::name).toList();
    }

    private Backends start(InferenceBackend... all) {
        ModelCatalog catalog = new ModelCatalog(TestSettings.provider(file), Duration.ofMillis(20));
        BackendGuards guards =
                new BackendGuards(
                        new BackendLimits(LIMIT, 4, 10, LIMIT), LIMIT, new SimpleMeterRegistry());
        Backends backends = new Backends(List.of(() -> List.of(all)), guards, catalog);
        catalog.start();
        backends.start();
        backends.changes().subscribe(offers::add);
        stop =
                () -> {
                    backends.stop();
                    catalog.stop();
                };
        Awaitility.await().until(() -> !offers.isEmpty());
        return backends;
    }

    /** Is there or not as it is told, and remembers what it was asked. */
    private static class Scripted implements InferenceBackend {
        private final String name;
        private final List<WorkOrder> orders = new CopyOnWriteArrayList<>();
        private volatile Availability seen;
        private volatile Flux<Chunk> answer = Flux.just(new Chunk.Finished("stop"));

        Scripted(String name, Availability seen) {
            this.name = name;
            this.seen = seen;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Mono<Availability> probe() {
            return Mono.fromSupplier(() -> seen);
        }

        @Override
        public Flux<Chunk> run(WorkOrder order) {
            orders.add(order);
            return answer;
        }
    }
}
