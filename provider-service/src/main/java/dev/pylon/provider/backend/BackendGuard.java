package dev.pylon.provider.backend;

import dev.pylon.provider.backend.BackendFailure.Cause;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Stands before every answer of one backend: a circuit breaker, a bulkhead, and time limits for the
 * first text and for each pause after it. An answer may be long, so the limit is not on the whole.
 */
final class BackendGuard {
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final TimeLimiter firstText;
    private final Duration nextTextLimit;

    BackendGuard(
            CircuitBreaker breaker,
            Bulkhead bulkhead,
            TimeLimiter firstText,
            Duration nextTextLimit) {
        this.breaker = breaker;
        this.bulkhead = bulkhead;
        this.firstText = firstText;
        this.nextTextLimit = nextTextLimit;
    }

    /** The same answer, or a {@link BackendFailure}. */
    Flux<Chunk> guard(Flux<Chunk> answer) {
        return limited(answer)
                .transformDeferred(BulkheadOperator.of(bulkhead))
                .transformDeferred(CircuitBreakerOperator.of(breaker))
                .onErrorMap(
                        CallNotPermittedException.class,
                        open ->
                                new BackendFailure(
                                        Cause.MODEL_UNAVAILABLE,
                                        "The model failed too often just now and is left alone for"
                                                + " a moment. Try again soon."))
                .onErrorMap(
                        BulkheadFullException.class,
                        full ->
                                new BackendFailure(
                                        Cause.OVERLOADED,
                                        "The model works on as many jobs as it may. Try again"
                                                + " soon."));
    }

    /** Whether it failed so often that nothing is sent to it now. */
    boolean isOpen() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> true;
            case CLOSED, HALF_OPEN, DISABLED, METRICS_ONLY -> false;
        };
    }

    private Flux<Chunk> limited(Flux<Chunk> answer) {
        Duration first = firstText.getTimeLimiterConfig().getTimeoutDuration();
        return answer.timeout(Mono.delay(first), chunk -> Mono.delay(nextTextLimit))
                .doOnComplete(firstText::onSuccess)
                .doOnError(firstText::onError)
                .onErrorMap(
                        TimeoutException.class,
                        slow ->
                                new BackendFailure(
                                        Cause.TIMED_OUT, "The model did not answer in time."));
    }

    /** Whether a failure says something about the backend, and not about the job or about us. */
    static boolean isItsFault(Throwable failure) {
        return failure instanceof BackendFailure known
                && switch (known.kind()) {
                    case UNREACHABLE, OVERLOADED, FAILED, TIMED_OUT, CUT_OFF, GARBAGE -> true;
                    case MODEL_UNAVAILABLE, CONTEXT_TOO_LONG, REFUSED -> false;
                };
    }
}
