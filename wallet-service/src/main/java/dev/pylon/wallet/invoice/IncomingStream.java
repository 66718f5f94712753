package dev.pylon.wallet.invoice;

import dev.pylon.kit.lease.LeaderLease;
import dev.pylon.wallet.alarm.Alarm;
import dev.pylon.wallet.alarm.Alarms;
import dev.pylon.wallet.backend.Capability;
import dev.pylon.wallet.backend.IncomingSettlement;
import dev.pylon.wallet.backend.LightningBackend;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Credits what the backend tells of, in one replica at a time, from where the last one stopped. */
public final class IncomingStream implements SmartLifecycle {
    private final LightningBackend backend;
    private final IncomingCredits credits;
    private final LeaderLease lease;
    private final Alarms alarms;
    private volatile Disposable reading = Disposables.disposed();

    public IncomingStream(
            LightningBackend backend, IncomingCredits credits, LeaderLease lease, Alarms alarms) {
        this.backend = backend;
        this.credits = credits;
        this.lease = lease;
        this.alarms = alarms;
    }

    @Override
    public void start() {
        if (backend.capabilities().contains(Capability.STREAM)) {
            reading =
                    lease.whileLeading("wallet-incoming-" + backend.name(), this::read).subscribe();
        }
    }

    @Override
    public void stop() {
        reading.dispose();
    }

    /** Before the web server starts, and after it has stopped. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public boolean isRunning() {
        return !reading.isDisposed();
    }

    Flux<Receipt> read() {
        return credits.cursor().flatMapMany(backend::settlements).concatMap(this::credit, 1);
    }

    private Mono<Receipt> credit(IncomingSettlement incoming) {
        return credits.credit(incoming).doOnNext(receipt -> report(receipt, incoming));
    }

    private void report(Receipt receipt, IncomingSettlement incoming) {
        if (receipt instanceof Receipt.Unexpected) {
            alarms.raise(
                    Alarm.UNEXPECTED_RECEIPT,
                    incoming.hash().hex(),
                    incoming.received() + " came for no invoice that was open; in suspense");
        }
    }
}
