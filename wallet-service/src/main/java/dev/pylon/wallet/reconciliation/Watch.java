package dev.pylon.wallet.reconciliation;

import dev.pylon.wallet.alarm.Alarm;
import dev.pylon.wallet.alarm.Alarms;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks at the books now and then, shows what it sees in the metrics, and raises alarms. */
public final class Watch implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Reconciliation reconciliation;
    private final WalletGauges gauges;
    private final ReconciliationSettings settings;
    private final Alarms alarms;
    private volatile Disposable watching = Disposables.disposed();
    private volatile Findings latest = Findings.NONE;

    public Watch(
            Reconciliation reconciliation,
            WalletGauges gauges,
            ReconciliationSettings settings,
            Alarms alarms) {
        this.reconciliation = reconciliation;
        this.gauges = gauges;
        this.settings = settings;
        this.alarms = alarms;
    }

    @Override
    public void start() {
        watching =
                Disposables.composite(
                        every(settings.gaugesEvery(), gauges.look()),
                        every(settings.every(), compare()),
                        every(
                                settings.auditEvery(),
                                reconciliation.audit().doOnNext(this::report)));
    }

    @Override
    public void stop() {
        watching.dispose();
    }

    /** Before the web server starts, and after it has stopped. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public boolean isRunning() {
        return !watching.isDisposed();
    }

    Mono<Findings> compare() {
        return reconciliation
                .compare()
                .map(totals -> totals.withCountsOf(latest))
                .doOnNext(this::report);
    }

    /**
     * Shown at once; an alarm only if the look before found something too, since a backend may be a
     * moment ahead of the books.
     */
    private void report(Findings findings) {
        Findings before = latest;
        latest = findings;
        gauges.show(findings);
        if (!findings.allIsWell() && !before.allIsWell()) {
            alarms.raise(Alarm.RECONCILIATION_GAP, "books", findings.toString());
        }
    }

    private static Disposable every(Duration period, Mono<?> look) {
        return Flux.interval(Duration.ZERO, period)
                .onBackpressureDrop()
                .concatMap(
                        tick ->
                                look.then()
                                        .onErrorResume(error -> {
                                            LOG.warn("the books can't be looked at", error);
                                            return Mono.empty();
                                        }),
                        1)
                .subscribe();
    }
}
