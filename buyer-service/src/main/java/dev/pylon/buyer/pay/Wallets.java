package dev.pylon.buyer.pay;

import dev.pylon.api.wallet.WalletApi;
import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.buyer.settings.PylonSettings;
import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.kit.client.ServiceClients;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The wallets of the accounts for which jobs are bought. Each is reached with a key of its own. */
@Component
public class Wallets {
    private static final int SERVER_ERROR = 500;
    private static final int CALLS_AT_A_TIME = 64;

    private final Map<String, Wallet> wallets;

    Wallets(PylonSettings pylon, BuyerSettings settings, MeterRegistry meters) {
        CircuitBreaker breaker = breaker(meters);
        Bulkhead bulkhead = bulkhead(meters);
        Map<String, Wallet> byAccount = new LinkedHashMap<>();
        settings.wallets()
                .forEach((account, key) ->
                        byAccount.put(
                                account,
                                new Wallet(
                                        ServiceClients.create(
                                                WalletApi.class,
                                                pylon.wallet().url(),
                                                reader(key.apiKeyFile()),
                                                settings.walletTimeout()),
                                        breaker,
                                        bulkhead)));
        this.wallets = Map.copyOf(byAccount);
    }

    /** Read anew when it changes, so that a key can be replaced while the service runs. */
    private static KeyFile reader(Path file) {
        KeyFile reader = new KeyFile(file);
        reader.get();
        return reader;
    }

    /** Only trouble counts, not refusals: too little money is no sign of a sick wallet. */
    private static CircuitBreaker breaker(MeterRegistry meters) {
        CircuitBreakerRegistry registry =
                CircuitBreakerRegistry.of(
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(20)
                                .minimumNumberOfCalls(10)
                                .waitDurationInOpenState(Duration.ofSeconds(1))
                                .permittedNumberOfCallsInHalfOpenState(5)
                                .ignoreException(failure ->
                                        failure instanceof RemoteProblem refusal
                                                && refusal.status() < SERVER_ERROR)
                                .build());
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(registry).bindTo(meters);
        return registry.circuitBreaker("wallet");
    }

    private static Bulkhead bulkhead(MeterRegistry meters) {
        BulkheadRegistry registry =
                BulkheadRegistry.of(
                        BulkheadConfig.custom().maxConcurrentCalls(CALLS_AT_A_TIME).build());
        TaggedBulkheadMetrics.ofBulkheadRegistry(registry).bindTo(meters);
        return registry.bulkhead("wallet");
    }

    /** Empty if the account has none: then it cannot pay for anything. */
    Optional<Wallet> of(String account) {
        return Optional.ofNullable(wallets.get(account));
    }

    /** Whether this account can pay at all. */
    public boolean has(String account) {
        return wallets.containsKey(account);
    }
}
