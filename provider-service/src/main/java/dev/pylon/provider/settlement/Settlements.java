package dev.pylon.provider.settlement;

import dev.pylon.api.wallet.SettlementView;
import dev.pylon.api.wallet.WalletApi;
import dev.pylon.kit.lease.LeaderLease;
import dev.pylon.provider.job.JobRow;
import dev.pylon.provider.job.JobStore;
import dev.pylon.provider.quote.Quotes;
import dev.pylon.provider.quote.Refunds;
import dev.pylon.provider.work.Workers;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Learns from the wallet, as it happens, which invoices have been paid. Each settlement is stored
 * with its cursor, so that after whatever interruption the stream goes on behind the last one
 * stored.
 */
@Component
public class Settlements implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);

    /** The wallet sends a heartbeat more often than this. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final WalletApi wallet;
    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final JobStore jobs;
    private final Refunds refunds;
    private final Workers workers;
    private final LeaderLease lease;
    private volatile Disposable running = Disposables.disposed();

    Settlements(
            WalletApi wallet,
            DatabaseClient database,
            TransactionalOperator transaction,
            JobStore jobs,
            Refunds refunds,
            Workers workers,
            LeaderLease lease) {
        this.wallet = wallet;
        this.database = database;
        this.transaction = transaction;
        this.jobs = jobs;
        this.refunds = refunds;
        this.workers = workers;
        this.lease = lease;
    }

    @Override
    public void start() {
        running = lease.whileLeading("settlements", this::listen).subscribe();
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
                .flatMapMany(last -> wallet.settlements(last == 0 ? null : Long.toString(last)))
                .timeout(SILENCE)
                .mapNotNull(ServerSentEvent::data)
                .concatMap(this::settled, 1)
                .doOnError(failure ->
                        LOG.atWarn()
                                .addKeyValue("error", failure.toString())
                                .log("the wallet's settlements broke off; listening again"))
                .retryWhen(
                        Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                                .maxBackoff(Duration.ofSeconds(2)))
                .repeat()
                .then();
    }

    private Mono<Void> settled(SettlementView settlement) {
        return transaction
                .transactional(
                        store(settlement)
                                .then(
                                        jobs.paid(
                                                settlement.paymentHash(),
                                                settlement.receivedMsat(),
                                                settlement.settledAt()))
                                .flatMap(job ->
                                        Quotes.isOver(job)
                                                ? refunds.enqueue(
                                                                job,
                                                                "paid after the job was "
                                                                        + job.work())
                                                        .then(Mono.<JobRow>empty())
                                                : Mono.just(job)))
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
