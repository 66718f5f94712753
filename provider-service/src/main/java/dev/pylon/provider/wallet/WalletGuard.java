package dev.pylon.provider.wallet;

import dev.pylon.kit.client.RemoteProblem;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedTimeLimiterMetrics;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.timelimiter.TimeLimiterOperator;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Stands before every call to the wallet: a circuit breaker, a bulkhead and a time limit, which
 * show in the metrics under the name {@code wallet}. What the wallet turns down, it has answered:
 * only its own failures, and silence, open the breaker.
 */
final class WalletGuard {
    private static final String NAME = "wallet";
    private static final int SERVER_ERROR = 500;
    private static final int TRIALS = 3;

    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final TimeLimiter limit;

    WalletGuard(WalletLimits limits, MeterRegistry meters) {
        CircuitBreakerRegistry breakers =
                CircuitBreakerRegistry.of(
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(limits.breakerWindow())
                                .minimumNumberOfCalls(limits.breakerWindow())
                                .waitDurationInOpenState(limits.breakerPause())
                                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                                .recordException(WalletGuard::isTheWalletsFault)
                                .build());
        BulkheadRegistry bulkheads =
                BulkheadRegistry.of(
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(limits.concurrentCalls())
                                .maxWaitDuration(Duration.ZERO)
                                .build());
        TimeLimiterRegistry limiters =
                TimeLimiterRegistry.of(
                        TimeLimiterConfig.custom().timeoutDuration(limits.timeout()).build());
        breaker = breakers.circuitBreaker(NAME);
        bulkhead = bulkheads.bulkhead(NAME);
        limit = limiters.timeLimiter(NAME);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
        TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(meters);
        TaggedTimeLimiterMetrics.ofTimeLimiterRegistry(limiters).bindTo(meters);
    }

    <T> Mono<T> call(Mono<T> call) {
        return call.transformDeferred(TimeLimiterOperator.of(limit))
                .transformDeferred(BulkheadOperator.of(bulkhead))
                .transformDeferred(CircuitBreakerOperator.of(breaker));
    }

    private static boolean isTheWalletsFault(Throwable failure) {
        return !(failure instanceof RemoteProblem problem) || problem.status() >= SERVER_ERROR;
    }
}
