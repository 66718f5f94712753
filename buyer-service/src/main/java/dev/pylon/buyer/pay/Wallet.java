package dev.pylon.buyer.pay;

import dev.pylon.api.wallet.WalletApi;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** The wallet as one account of ours sees it: its key, its balance, its budget. */
final class Wallet {
    private final WalletApi api;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;

    Wallet(WalletApi api, CircuitBreaker breaker, Bulkhead bulkhead) {
        this.api = api;
        this.breaker = breaker;
        this.bulkhead = bulkhead;
    }

    /** Calls it, unless it has been failing and is left alone for a moment. */
    <T> Mono<T> call(Function<WalletApi, Mono<T>> request) {
        return Mono.defer(() -> request.apply(api))
                .transformDeferred(CircuitBreakerOperator.of(breaker))
                .transformDeferred(BulkheadOperator.of(bulkhead));
    }
}
