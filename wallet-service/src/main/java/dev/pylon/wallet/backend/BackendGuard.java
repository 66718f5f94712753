package dev.pylon.wallet.backend;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.timelimiter.TimeLimiterOperator;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Stands before every call to a backend: circuit breaker, bulkhead and time limit, for questions
 * and for payments apart, since a node that cannot send can still be asked, and must be. An unknown
 * outcome of a payment is trouble; a look-up that says "not known yet" is an answer of a node that
 * is well. All of them show in the metrics under the backend's name.
 */
public final class BackendGuard {
    private final CircuitBreaker questionBreaker;
    private final CircuitBreaker paymentBreaker;
    private final Bulkhead questions;
    private final Bulkhead payments;
    private final TimeLimiter questionLimit;
    private final TimeLimiter paymentLimit;

    public BackendGuard(String backend, BackendLimits limits, MeterRegistry metrics) {
        CircuitBreakerConfig questionsFail =
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(limits.breakerWindow())
                        .minimumNumberOfCalls(limits.breakerWindow())
                        .waitDurationInOpenState(limits.breakerPause())
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .build();
        CircuitBreakerConfig paymentsFail =
                CircuitBreakerConfig.from(questionsFail)
                        .recordResult(PaymentOutcome.Unknown.class::isInstance)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build();
        CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
        this.questionBreaker =
                breakers.circuitBreaker("wallet-" + backend + "-questions", questionsFail);
        this.paymentBreaker =
                breakers.circuitBreaker("wallet-" + backend + "-payments", paymentsFail);
        BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();
        this.questions = bulkhead(bulkheads, backend + "-questions", limits.concurrentQuestions());
        this.payments = bulkhead(bulkheads, backend + "-payments", limits.concurrentPayments());
        this.questionLimit = limit(limits.questionTimeout());
        this.paymentLimit = limit(limits.paymentTimeout().plus(limits.paymentGrace()));
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(metrics);
        TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(metrics);
    }

    /** A call that moves nothing, or may be repeated. */
    public <T> Mono<T> question(Mono<T> call) {
        return call.transformDeferred(TimeLimiterOperator.of(questionLimit))
                .transformDeferred(BulkheadOperator.of(questions))
                .transformDeferred(CircuitBreakerOperator.of(questionBreaker));
    }

    /**
     * A payment. While the breaker is open one at a time tries whether the node is back. The call,
     * and whatever precedes it in the same Mono, starts only after breaker and bulkhead have let it
     * through; if they don't, it ends in an error of which {@link #neverLeft} is true.
     */
    public Mono<PaymentOutcome> payment(Mono<PaymentOutcome> call) {
        return call.transformDeferred(TimeLimiterOperator.of(paymentLimit))
                .transformDeferred(BulkheadOperator.of(payments))
                .transformDeferred(CircuitBreakerOperator.of(paymentBreaker));
    }

    /** Whether an error came from breaker or bulkhead, before anything was sent. */
    public static boolean neverLeft(Throwable error) {
        return error instanceof CallNotPermittedException || error instanceof BulkheadFullException;
    }

    private static Bulkhead bulkhead(BulkheadRegistry registry, String name, int calls) {
        return registry.bulkhead(
                "wallet-" + name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(calls)
                        .maxWaitDuration(Duration.ZERO)
                        .build());
    }

    private static TimeLimiter limit(Duration duration) {
        return TimeLimiter.of(TimeLimiterConfig.custom().timeoutDuration(duration).build());
    }
}
