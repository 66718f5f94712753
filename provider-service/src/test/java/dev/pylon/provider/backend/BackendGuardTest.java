package dev.pylon.provider.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.provider.backend.BackendFailure.Cause;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class BackendGuardTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int WINDOW = 4;

    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final BackendGuard guard = guard(Duration.ofMillis(300));

    @Test
    void aBackendThatKeepsFailingIsLeftAloneForAWhile() {
        AtomicInteger calls = new AtomicInteger();
        for (int i = 0; i < WINDOW; i++) {
            fail(Cause.FAILED, calls);
        }
        assertThat(guard.isOpen()).isTrue();

        expect(Cause.MODEL_UNAVAILABLE, guard.guard(failing(Cause.FAILED, calls)));

        assertThat(calls).hasValue(WINDOW);
        Awaitility.await().until(() -> !guard.isOpen());
    }

    @Test
    void whatIsTheJobsFaultDoesNotCountAgainstTheBackend() {
        AtomicInteger calls = new AtomicInteger();
        for (int i = 0; i < 3 * WINDOW; i++) {
            fail(Cause.CONTEXT_TOO_LONG, calls);
            fail(Cause.REFUSED, calls);
            fail(Cause.MODEL_UNAVAILABLE, calls);
        }

        assertThat(guard.isOpen()).isFalse();
        assertThat(calls).hasValue(9 * WINDOW);
    }

    @Test
    void noMoreAnswersAtATimeThanAllowed() {
        BackendGuard patient = guard(LIMIT);
        Disposable one = patient.guard(Flux.never()).subscribe();
        Disposable two = patient.guard(Flux.never()).subscribe();

        expect(Cause.OVERLOADED, patient.guard(Flux.never()));
        one.dispose();
        two.dispose();
        assertThat(patient.isOpen()).isFalse();
    }

    @Test
    void theLimitIsOnEachPauseAndNotOnTheWholeAnswer() {
        BackendGuard patient = guard(LIMIT);

        StepVerifier.create(
                        patient.guard(
                                Flux.<Chunk>just(new Chunk.Text("a")).concatWith(Flux.never())))
                .expectNext(new Chunk.Text("a"))
                .expectErrorMatches(failure -> ((BackendFailure) failure).kind() == Cause.TIMED_OUT)
                .verify(LIMIT);
        StepVerifier.create(
                        patient.guard(
                                Flux.interval(Duration.ofMillis(100))
                                        .take(6)
                                        .map(tick -> new Chunk.Text(tick + ""))))
                .expectNextCount(6)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void allOfItShowsInTheMetrics() {
        fail(Cause.FAILED, new AtomicInteger());
        expect(Cause.TIMED_OUT, guard.guard(Flux.never()));

        assertThat(
                        metrics.get("resilience4j.circuitbreaker.calls")
                                .tag("name", "backend-test")
                                .tag("kind", "failed")
                                .timer()
                                .count())
                .isEqualTo(2);
        assertThat(
                        metrics.get("resilience4j.timelimiter.calls")
                                .tag("name", "backend-test")
                                .tag("kind", "timeout")
                                .counter()
                                .count())
                .isEqualTo(1);
        assertThat(
                        metrics.get("resilience4j.bulkhead.max.allowed.concurrent.calls")
                                .tag("name", "backend-test")
                                .gauge()
                                .value())
                .isEqualTo(2);
    }

    private BackendGuard guard(Duration firstTextLimit) {
        return new BackendGuards(
                        new BackendLimits(Duration.ofMillis(500), 2, WINDOW, Duration.ofSeconds(1)),
                        firstTextLimit,
                        metrics)
                .guard("test");
    }

    private void fail(Cause cause, AtomicInteger calls) {
        expect(cause, guard.guard(failing(cause, calls)));
    }

    private static Flux<Chunk> failing(Cause cause, AtomicInteger calls) {
        return Flux.defer(() -> {
            calls.incrementAndGet();
            return Flux.error(new BackendFailure(cause, "It failed."));
        });
    }

    private static void expect(Cause cause, Flux<Chunk> answer) {
        StepVerifier.create(answer)
                .expectErrorSatisfies(failure ->
                        assertThat(failure)
                                .isInstanceOfSatisfying(
                                        BackendFailure.class,
                                        known -> assertThat(known.kind()).isEqualTo(cause)))
                .verify(LIMIT);
    }
}
