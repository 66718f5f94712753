package dev.pylon.wallet.payment;

import dev.pylon.wallet.backend.BackendLimits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Hands out payments that are due, as they come and after every start. The table is the queue:
 * several processes may share it, since each claim takes rows that nobody has and gives them a new
 * token.
 */
public final class PaymentQueue implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentQueue.class);

    private final PaymentStore store;
    private final PaymentWorker worker;
    private final PaymentBell bell;
    private final PaymentSettings settings;
    private final Duration lease;
    private final AtomicInteger atWork = new AtomicInteger();
    private volatile Disposable running = Disposables.disposed();

    PaymentQueue(
            PaymentStore store,
            PaymentWorker worker,
            PaymentBell bell,
            PaymentSettings settings,
            BackendLimits limits) {
        this.store = store;
        this.worker = worker;
        this.bell = bell;
        this.settings = settings;
        this.lease =
                limits.paymentTimeout().plus(limits.paymentGrace()).plus(settings.leaseMargin());
    }

    @Override
    public void start() {
        running =
                store.makeAllUnknownDue()
                        .onErrorResume(error -> logged("payment-queue-start", error))
                        .thenMany(ticks())
                        .onBackpressureLatest()
                        .concatMap(tick -> claim(), 1)
                        .flatMap(this::work, Integer.MAX_VALUE)
                        .subscribe();
    }

    @Override
    public void stop() {
        running.dispose();
    }

    /** Before the web server starts, and after it has stopped. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public boolean isRunning() {
        return !running.isDisposed();
    }

    private Flux<Boolean> ticks() {
        return Flux.merge(
                bell.due(),
                Flux.interval(Duration.ZERO, settings.poll())
                        .onBackpressureDrop()
                        .map(tick -> true));
    }

    /** No more than there are hands for, so that none waits with its lease running. */
    private Flux<Payment> claim() {
        int free = settings.concurrency() - atWork.get();
        return free <= 0
                ? Flux.empty()
                : store.claimDue(free, lease)
                        .doOnNext(payment -> atWork.incrementAndGet())
                        .onErrorResume(error -> logged("payment-claim", error));
    }

    private Mono<Void> work(Payment payment) {
        return Mono.defer(() -> worker.work(payment))
                .onErrorResume(error -> logged("payment-work", error))
                .doFinally(signal -> {
                    boolean allWereBusy = atWork.getAndDecrement() >= settings.concurrency();
                    bell.ringChanged(payment.entry());
                    if (allWereBusy) {
                        bell.ringDue();
                    }
                });
    }

    /** What could not be done now is due again when its lease is over. */
    private static <T> Mono<T> logged(String what, Throwable error) {
        LOG.warn("{} failed, trying again later", what, error);
        return Mono.empty();
    }
}
