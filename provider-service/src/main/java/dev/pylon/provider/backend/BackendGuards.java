package dev.pylon.provider.backend;

import dev.pylon.provider.ProviderSettings;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedTimeLimiterMetrics;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Makes a guard for each backend; all of them show in the metrics as {@code backend-<name>}. */
@Component
final class BackendGuards {
    private static final int TRIALS = 2;

    private final CircuitBreakerRegistry breakers;
    private final BulkheadRegistry bulkheads;
    private final TimeLimiterRegistry limiters;
    private final Duration nextTextLimit;

    @Autowired
    BackendGuards(BackendLimits limits, ProviderSettings settings, MeterRegistry metrics) {
        this(limits, settings.firstTextLimit(), metrics);
    }

    BackendGuards(BackendLimits limits, Duration firstTextLimit, MeterRegistry metrics) {
        breakers =
                CircuitBreakerRegistry.of(
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(limits.breakerWindow())
                                .minimumNumberOfCalls(limits.breakerWindow())
                                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                                .waitDurationInOpenState(limits.breakerPause())
                                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                                .ignoreException(failure -> !BackendGuard.isItsFault(failure))
                                .build());
        bulkheads =
                BulkheadRegistry.of(
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(limits.concurrent())
                                .maxWaitDuration(Duration.ZERO)
                                .build());
        limiters =
                TimeLimiterRegistry.of(
                        TimeLimiterConfig.custom().timeoutDuration(firstTextLimit).build());
        nextTextLimit = limits.nextTextLimit();
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(metrics);
        TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(metrics);
        TaggedTimeLimiterMetrics.ofTimeLimiterRegistry(limiters).bindTo(metrics);
    }

    BackendGuard guard(String backend) {
        String name = "backend-" + backend;
        return new BackendGuard(
                breakers.circuitBreaker(name),
                bulkheads.bulkhead(name),
                limiters.timeLimiter(name),
                nextTextLimit);
    }
}
