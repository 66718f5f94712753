package dev.pylon.wallet;

import dev.pylon.kit.lease.LeaderLease;
import dev.pylon.kit.outbox.Outbox;
import dev.pylon.lightning.Network;
import dev.pylon.wallet.account.Accounts;
import dev.pylon.wallet.account.Funding;
import dev.pylon.wallet.alarm.Alarms;
import dev.pylon.wallet.backend.BackendGuard;
import dev.pylon.wallet.backend.LightningBackend;
import dev.pylon.wallet.backend.ledger.LedgerBackend;
import dev.pylon.wallet.history.History;
import dev.pylon.wallet.invoice.IncomingCredits;
import dev.pylon.wallet.invoice.IncomingStream;
import dev.pylon.wallet.invoice.Invoices;
import dev.pylon.wallet.invoice.Refunds;
import dev.pylon.wallet.invoice.SettlementBell;
import dev.pylon.wallet.invoice.SettlementListener;
import dev.pylon.wallet.invoice.SettlementStream;
import dev.pylon.wallet.ledger.Ledger;
import dev.pylon.wallet.payment.BackendCopies;
import dev.pylon.wallet.payment.Budgets;
import dev.pylon.wallet.payment.PaymentModule;
import dev.pylon.wallet.payment.PaymentQueue;
import dev.pylon.wallet.payment.Payments;
import dev.pylon.wallet.reconciliation.Reconciliation;
import dev.pylon.wallet.reconciliation.WalletGauges;
import dev.pylon.wallet.reconciliation.Watch;
import dev.pylon.wallet.request.RequestKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;

/** Puts the wallet together. */
@Configuration(proxyBeanMethods = false)
class WalletConfiguration {
    @Bean
    Network network(@Value("${pylon.network:regtest}") String word, WalletSettings settings) {
        Network network = Network.fromWord(word);
        if (network == Network.MAINNET && !settings.allowMainnet()) {
            throw new IllegalArgumentException(
                    "pylon.network is mainnet, which is real money: set pylon.wallet.allow-mainnet=true to mean it");
        }
        return network;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    LightningBackend lightningBackend(
            WalletSettings settings, Network network, DatabaseClient database, Clock clock) {
        if (!settings.backend().equals("ledger")) {
            throw new IllegalArgumentException(
                    "pylon.wallet.backend is '"
                            + settings.backend()
                            + "', but this version has only 'ledger'");
        }
        return new LedgerBackend(network, database, clock);
    }

    @Bean
    BackendGuard backendGuard(
            LightningBackend backend, WalletSettings settings, MeterRegistry metrics) {
        return new BackendGuard(backend.name(), settings.backendLimits(), metrics);
    }

    @Bean
    TransactionalOperator transactionalOperator(ReactiveTransactionManager manager) {
        return TransactionalOperator.create(manager);
    }

    @Bean
    Alarms alarms(MeterRegistry metrics) {
        return new Alarms(metrics);
    }

    @Bean
    Ledger ledger(DatabaseClient database) {
        return new Ledger(database);
    }

    @Bean
    RequestKeys requestKeys(DatabaseClient database) {
        return new RequestKeys(database);
    }

    @Bean
    Accounts accounts(DatabaseClient database) {
        return new Accounts(database);
    }

    @Bean
    Funding funding(
            Network network,
            DatabaseClient database,
            TransactionalOperator transaction,
            Ledger ledger,
            RequestKeys keys) {
        return new Funding(network, database, transaction, ledger, keys);
    }

    @Bean
    Invoices invoices(
            DatabaseClient database,
            RequestKeys keys,
            TransactionalOperator transaction,
            LightningBackend backend,
            BackendGuard guard) {
        return new Invoices(database, keys, transaction, backend, guard);
    }

    @Bean
    Refunds refunds(
            DatabaseClient database,
            TransactionalOperator transaction,
            Ledger ledger,
            RequestKeys keys) {
        return new Refunds(database, transaction, ledger, keys);
    }

    @Bean
    SettlementBell settlementBell() {
        return new SettlementBell();
    }

    @Bean
    SettlementStream settlementStream(
            DatabaseClient database, SettlementBell bell, WalletSettings settings) {
        return new SettlementStream(database, bell, settings.settlements().lookAgain());
    }

    @Bean
    SettlementListener settlementListener(ConnectionFactory connections, SettlementBell bell) {
        return new SettlementListener(unpooled(connections), bell);
    }

    @Bean
    IncomingStream incomingStream(
            LightningBackend backend,
            DatabaseClient database,
            TransactionalOperator transaction,
            Ledger ledger,
            SettlementBell bell,
            LeaderLease lease,
            Alarms alarms) {
        IncomingCredits credits =
                new IncomingCredits(backend.name(), database, transaction, ledger, bell);
        return new IncomingStream(backend, credits, lease, alarms);
    }

    @Bean
    Budgets budgets(DatabaseClient database, Clock clock) {
        return new Budgets(database, clock);
    }

    @Bean
    BackendCopies backendCopies(Outbox outbox, LightningBackend backend, BackendGuard guard) {
        return new BackendCopies(outbox, backend, guard);
    }

    @Bean
    PaymentModule paymentModule(
            Network network,
            DatabaseClient database,
            TransactionalOperator transaction,
            Ledger ledger,
            RequestKeys keys,
            Budgets budgets,
            LightningBackend backend,
            BackendGuard guard,
            BackendCopies copies,
            SettlementBell settlements,
            WalletSettings settings,
            Alarms alarms,
            MeterRegistry metrics,
            Clock clock) {
        return PaymentModule.of(
                new PaymentModule.Needs(
                        network,
                        database,
                        transaction,
                        ledger,
                        keys,
                        budgets,
                        backend,
                        guard,
                        settings.backendLimits(),
                        copies,
                        settlements,
                        settings.payments(),
                        alarms,
                        metrics,
                        clock));
    }

    @Bean
    Payments payments(PaymentModule module) {
        return module.payments();
    }

    @Bean
    PaymentQueue paymentQueue(PaymentModule module) {
        return module.queue();
    }

    @Bean
    History history(DatabaseClient database) {
        return new History(database);
    }

    @Bean
    Watch watch(
            DatabaseClient database,
            LightningBackend backend,
            BackendGuard guard,
            WalletSettings settings,
            MeterRegistry metrics,
            Alarms alarms) {
        return new Watch(
                new Reconciliation(database, backend, guard),
                new WalletGauges(database, metrics),
                settings.reconciliation(),
                alarms);
    }

    /** A connection that listens is kept for itself. */
    private static PostgresqlConnectionFactory unpooled(ConnectionFactory connections) {
        if (connections instanceof PostgresqlConnectionFactory found) {
            return found;
        }
        if (connections instanceof Wrapped<?> wrapped
                && wrapped.unwrap() instanceof ConnectionFactory inner) {
            return unpooled(inner);
        }
        throw new IllegalStateException("the database is not PostgreSQL: " + connections);
    }
}
