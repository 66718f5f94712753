package dev.pylon.provider.settlement;

import dev.pylon.api.wallet.SettlementView;
import dev.pylon.kit.lease.LeaderLease;
import dev.pylon.provider.wallet.ProviderWallet;
import dev.pylon.provider.wallet.WalletLimits;
import dev.pylon.provider.work.Workers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Learns from the wallet, as it happens, which invoices have been paid. Each settlement is stored
 * with its cursor, so that after whatever interruption the stream goes on behind the last one
 * stored. While it is down or silent, open quotes are looked up instead, at a slow pace.
 */
@Component
public class Settlements implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(2);
    private static final Duration SWEEP = Duration.ofSeconds(10);

    private final ProviderWallet wallet;
    private final WalletLimits limits;
    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final IncomingPayments payments;
    private final OpenQuotes quotes;
    private final Workers workers;
    private final LeaderLease lease;
    private final AtomicBoolean listening = new AtomicBoolean();
    private volatile Disposable running = Disposables.disposed();

    Settlements(
            ProviderWallet wallet,
            WalletLimits limits,
            DatabaseClient database,
            TransactionalOperator transaction,
            IncomingPayments payments,
            OpenQuotes quotes,
            Workers workers,
            LeaderLease lease,
            MeterRegistry meters) {
        this.wallet = wallet;
        this.limits = limits;
        this.database = database;
        this.transaction = transaction;
        this.payments = payments;
        this.quotes = quotes;
        this.workers = workers;
        this.lease = lease;
        Gauge.builder("provider.settlements.listening", listening, on -> on.get() ? 1 : 0)
                .description("1 while this process hears the wallet's settlement stream")
                .register(meters);
    }

    @Override
    public void start() {
        running =
                lease.whileLeading(
                                "settlements",
                                () ->
                                        Flux.merge(
                                                listen(),
                                                every(limits.lookUpEvery(), this::lookUp),
                                                every(SWEEP, quotes::expire)))
                        .subscribe();
    }

    @Override
    public void stop() {
        running.dispose();
    }

    @Override
    public boolean isRunning() {
        return !running.isDisposed();
    }

    private Mono<Void> listen() {
        return Mono.defer(this::lastCursor)
                .flatMapMany(wallet::settlements)
                .timeout(limits.silence())
                .doOnNext(heard -> listening.set(true))
                .mapNotNull(ServerSentEvent::data)
                .concatMap(this::settled, 1)
                .doOnError(failure ->
                        LOG.atWarn()
                                .addKeyValue("error", failure.toString())
                                .log("the wallet's settlements broke off; listening again"))
                .doFinally(end -> listening.set(false))
                .retryWhen(
                        Retry.backoff(Long.MAX_VALUE, PAUSE)
                                .maxBackoff(MAX_PAUSE)
                                .transientErrors(true))
                .repeatWhen(ended -> ended.delayElements(MAX_PAUSE))
                .then();
    }

    private static Mono<Void> every(Duration period, Supplier<Mono<Void>> task) {
        return Flux.interval(period)
                .onBackpressureDrop()
                .concatMap(tick -> Mono.defer(task), 1)
                .then();
    }

    private Mono<Void> lookUp() {
        return listening.get() ? Mono.empty() : quotes.lookUp();
    }

    private Mono<Void> settled(SettlementView settlement) {
        return transaction
                .transactional(
                        store(settlement)
                                .then(
                                        payments.take(
                                                settlement.paymentHash(),
                                                settlement.receivedMsat(),
                                                settlement.settledAt())))
                .doOnNext(job -> workers.ring())
                .then();
    }

    private Mono<Long> store(SettlementView settlement) {
        return database.sql(
                        """
                        insert into settlement (cursor, payment_hash, amount_msat, settled_at)
                        values (:cursor, :hash, :amount, :at) on conflict (cursor) do nothing
                        """)
                .bind("cursor", settlement.cursor())
                .bind("hash", settlement.paymentHash())
                .bind("amount", settlement.receivedMsat().value())
                .bind("at", settlement.settledAt())
                .fetch()
                .rowsUpdated();
    }

    private Mono<Long> lastCursor() {
        return database.sql("select coalesce(max(cursor), 0) as last from settlement")
                .map(row -> Objects.requireNonNull(row.get("last", Long.class)))
                .one();
    }
}
