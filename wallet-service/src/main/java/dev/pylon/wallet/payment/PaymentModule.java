package dev.pylon.wallet.payment;

import dev.pylon.lightning.Network;
import dev.pylon.wallet.alarm.Alarms;
import dev.pylon.wallet.backend.BackendGuard;
import dev.pylon.wallet.backend.BackendLimits;
import dev.pylon.wallet.backend.LightningBackend;
import dev.pylon.wallet.invoice.SettlementBell;
import dev.pylon.wallet.ledger.Ledger;
import dev.pylon.wallet.request.RequestKeys;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/**
 * Puts the parts of this package together.
 *
 * @param payments where payments are asked for
 * @param queue what works on them
 */
public record PaymentModule(Payments payments, PaymentQueue queue) {

    /** What payments need from the rest of the wallet. */
    public record Needs(
            Network network,
            DatabaseClient database,
            TransactionalOperator transaction,
            Ledger ledger,
            RequestKeys keys,
            Budgets budgets,
            LightningBackend backend,
            BackendGuard guard,
            BackendLimits limits,
            BackendCopies copies,
            SettlementBell settlements,
            PaymentSettings settings,
            Alarms alarms,
            MeterRegistry metrics,
            Clock clock) {}

    public static PaymentModule of(Needs needs) {
        PaymentStore store = new PaymentStore(needs.database());
        PaymentMeters meters = new PaymentMeters(needs.metrics());
        PaymentBell bell = new PaymentBell();
        Outcomes outcomes =
                new Outcomes(
                        needs.database(),
                        needs.transaction(),
                        needs.ledger(),
                        store,
                        needs.settings(),
                        needs.alarms(),
                        meters);
        PaymentWorker worker =
                new PaymentWorker(
                        needs.backend(),
                        needs.guard(),
                        needs.limits(),
                        store,
                        outcomes,
                        needs.settings(),
                        needs.clock());
        return new PaymentModule(
                payments(needs, store, meters, bell),
                new PaymentQueue(store, worker, bell, needs.settings(), needs.limits()));
    }

    private static Payments payments(
            Needs needs, PaymentStore store, PaymentMeters meters, PaymentBell bell) {
        InternalPayments internal =
                new InternalPayments(
                        needs.database(),
                        needs.transaction(),
                        needs.ledger(),
                        needs.keys(),
                        needs.budgets(),
                        needs.settlements(),
                        needs.copies(),
                        meters);
        Holds holds =
                new Holds(
                        needs.database(),
                        needs.transaction(),
                        needs.ledger(),
                        needs.keys(),
                        needs.budgets());
        return new Payments(
                needs.network(),
                needs.backend(),
                store,
                new Standings(needs.database()),
                internal,
                holds,
                needs.keys(),
                bell,
                needs.settings(),
                meters,
                needs.clock());
    }
}
