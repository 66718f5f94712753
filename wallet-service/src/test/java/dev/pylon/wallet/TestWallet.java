package dev.pylon.wallet;

import dev.pylon.kit.lease.LeaderLease;
import dev.pylon.kit.outbox.Outbox;
import dev.pylon.kit.outbox.OutboxDispatcher;
import dev.pylon.lightning.Bolt11;
import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.Network;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.account.AccountName;
import dev.pylon.wallet.account.Accounts;
import dev.pylon.wallet.account.Balance;
import dev.pylon.wallet.account.Funding;
import dev.pylon.wallet.account.Requester;
import dev.pylon.wallet.account.SpendingLimit;
import dev.pylon.wallet.alarm.Alarms;
import dev.pylon.wallet.backend.BackendGuard;
import dev.pylon.wallet.backend.BackendLimits;
import dev.pylon.wallet.backend.InvoiceRequest;
import dev.pylon.wallet.backend.LightningBackend;
import dev.pylon.wallet.backend.ledger.LedgerBackend;
import dev.pylon.wallet.history.History;
import dev.pylon.wallet.invoice.IncomingCredits;
import dev.pylon.wallet.invoice.IncomingStream;
import dev.pylon.wallet.invoice.Invoices;
import dev.pylon.wallet.invoice.Refunds;
import dev.pylon.wallet.invoice.SettlementBell;
import dev.pylon.wallet.invoice.SettlementStream;
import dev.pylon.wallet.invoice.WalletInvoice;
import dev.pylon.wallet.ledger.Ledger;
import dev.pylon.wallet.payment.BackendCopies;
import dev.pylon.wallet.payment.Budgets;
import dev.pylon.wallet.payment.PayOrder;
import dev.pylon.wallet.payment.Payment;
import dev.pylon.wallet.payment.PaymentModule;
import dev.pylon.wallet.payment.PaymentSettings;
import dev.pylon.wallet.reconciliation.Findings;
import dev.pylon.wallet.reconciliation.Reconciliation;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.RequestKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * A whole wallet on a fresh database, without REST. Several can be opened on one database, as
 * replicas are, or one after the other, as after a crash.
 */
public final class TestWallet implements AutoCloseable {

    static {
        // a condition may be late on a machine that does other things, too
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    public static final Duration LIMIT = Duration.ofSeconds(20);

    /** So that what takes minutes in life takes a moment here. */
    public static final PaymentSettings HASTY =
            new PaymentSettings(
                    10_000,
                    5_000,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(300),
                    Duration.ofMillis(50),
                    Duration.ofMillis(200),
                    Duration.ofHours(1),
                    Duration.ofMillis(50),
                    8);

    public static final BackendLimits TIGHT =
            new BackendLimits(
                    Duration.ofSeconds(5),
                    Duration.ofMillis(900),
                    Duration.ofMillis(100),
                    64,
                    8,
                    10,
                    Duration.ofMillis(300));

    private static final TestDatabase SHARED = TestDatabase.fresh();

    public final TestDatabase test;
    public final ConnectionPool connections;
    public final DatabaseClient database;
    public final TransactionalOperator transaction;
    public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    public final LightningBackend backend;
    public final Alarms alarms;
    public final Ledger ledger;
    public final RequestKeys keys;
    public final Accounts accounts;
    public final Funding funding;
    public final Invoices invoices;
    public final Refunds refunds;
    public final Budgets budgets;
    public final SettlementBell bell = new SettlementBell();
    public final SettlementStream settlements;
    public final IncomingCredits credits;
    public final IncomingStream incoming;
    public final PaymentModule module;
    public final OutboxDispatcher dispatcher;
    public final History history;
    public final Reconciliation reconciliation;

    public static TestWallet ledger() {
        return on(migrated(), TestWallet::ledgerBackend);
    }

    public static TestWallet with(LightningBackend backend) {
        return on(migrated(), database -> backend);
    }

    /** Another one on the same database. */
    public static TestWallet beside(TestWallet other) {
        return on(other.test, database -> other.backend);
    }

    public static LightningBackend ledgerBackend(DatabaseClient database) {
        return new LedgerBackend(Network.REGTEST, database, Clock.systemUTC());
    }

    /**
     * Empty and migrated. All tests use one database, after one another: making many costs minutes.
     */
    public static TestDatabase migrated() {
        TestDatabase test = SHARED;
        Flyway flyway =
                Flyway.configure()
                        .dataSource(test.jdbcUrl(), test.user(), test.password())
                        .locations("classpath:db/kit", "classpath:db/wallet")
                        .cleanDisabled(false)
                        .load();
        flyway.clean();
        flyway.migrate();
        return test;
    }

    public static TestWallet on(
            TestDatabase test, Function<DatabaseClient, LightningBackend> backend) {
        return new TestWallet(test, backend);
    }

    private TestWallet(TestDatabase test, Function<DatabaseClient, LightningBackend> backend) {
        this.test = test;
        this.connections =
                new ConnectionPool(
                        ConnectionPoolConfiguration.builder(
                                        ConnectionFactories.get(
                                                ConnectionFactoryOptions.parse(test.r2dbcUrl())
                                                        .mutate()
                                                        .option(
                                                                ConnectionFactoryOptions.USER,
                                                                test.user())
                                                        .option(
                                                                ConnectionFactoryOptions.PASSWORD,
                                                                test.password())
                                                        .build()))
                                .initialSize(1)
                                .maxSize(16)
                                .build());
        this.database = DatabaseClient.create(connections);
        this.transaction = TransactionalOperator.create(new R2dbcTransactionManager(connections));
        this.backend = backend.apply(database);
        this.alarms = new Alarms(metrics);
        this.ledger = new Ledger(database);
        this.keys = new RequestKeys(database);
        this.accounts = new Accounts(database);
        this.funding = new Funding(Network.REGTEST, database, transaction, ledger, keys);
        BackendGuard guard = new BackendGuard(this.backend.name(), TIGHT, metrics);
        this.invoices = new Invoices(database, keys, transaction, this.backend, guard);
        this.refunds = new Refunds(database, transaction, ledger, keys);
        this.budgets = new Budgets(database, Clock.systemUTC());
        this.settlements = new SettlementStream(database, bell, Duration.ofMinutes(10));
        this.credits =
                new IncomingCredits(this.backend.name(), database, transaction, ledger, bell);
        this.incoming =
                new IncomingStream(this.backend, credits, new LeaderLease(database), alarms);
        Outbox outbox = new Outbox(database);
        BackendCopies copies = new BackendCopies(outbox, this.backend, guard);
        this.dispatcher = new OutboxDispatcher(database, outbox, List.of(copies), metrics);
        this.module =
                PaymentModule.of(
                        new PaymentModule.Needs(
                                Network.REGTEST,
                                database,
                                transaction,
                                ledger,
                                keys,
                                budgets,
                                this.backend,
                                guard,
                                TIGHT,
                                copies,
                                bell,
                                HASTY,
                                alarms,
                                metrics,
                                Clock.systemUTC()));
        this.history = new History(database);
        this.reconciliation = new Reconciliation(database, this.backend, guard);
    }

    /** With its workers running. */
    public TestWallet started() {
        module.queue().start();
        dispatcher.start();
        incoming.start();
        return this;
    }

    @Override
    public void close() {
        module.queue().stop();
        dispatcher.stop();
        incoming.stop();
        connections.dispose();
    }

    public Account account(String name) {
        return block(accounts.named(new AccountName(name)));
    }

    public Account funded(String name, long msat) {
        Account account = account(name);
        funding.give(account, Msat.of(msat), request("fund")).block(LIMIT);
        return account;
    }

    public Balance balance(Account account) {
        return block(accounts.balance(account));
    }

    public long available(Account account) {
        return balance(account).available().value();
    }

    public long held(Account account) {
        return balance(account).held().value();
    }

    public WalletInvoice invoice(Account payee, long msat) {
        return invoice(payee, Optional.of(Msat.of(msat)), Duration.ofHours(1));
    }

    public WalletInvoice invoice(Account payee, Optional<Msat> amount, Duration expiry) {
        return block(
                invoices.create(
                        payee, new InvoiceRequest(amount, "tea", expiry), request("invoice")));
    }

    public Payment pay(Account payer, String bolt11) {
        return block(paying(payer, bolt11));
    }

    public Mono<Payment> paying(Account payer, String bolt11) {
        return paying(payer, order(Bolt11.decode(bolt11)), Optional.empty(), request("payment"));
    }

    public Mono<Payment> paying(
            Account payer, PayOrder order, Optional<SpendingLimit> limit, KeyedRequest request) {
        return module.payments()
                .pay(payer, new Requester(request.apiKey(), payer.name(), limit), order, request);
    }

    public static PayOrder order(Invoice invoice) {
        return new PayOrder(invoice, Optional.empty(), Optional.empty(), "memo");
    }

    /** With a key that nobody has used. */
    public static KeyedRequest request(String route) {
        return KeyedRequest.of("key", route, UUID.randomUUID().toString());
    }

    public long count(String sql) {
        return block(database.sql(sql).map((row, metadata) -> row.get(0, Long.class)).one());
    }

    public void execute(String sql) {
        database.sql(sql).fetch().rowsUpdated().block(LIMIT);
    }

    /** Whether every book is what it is made of. */
    public Findings audit() {
        return block(reconciliation.audit());
    }

    public static <T> T block(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(LIMIT));
    }
}
