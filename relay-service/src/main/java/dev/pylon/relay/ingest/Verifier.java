package dev.pylon.relay.ingest;

import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.IngestSettings;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Signature checks, on threads of their own. Only so many are queued; who comes when it is full
 * waits, and its socket is not read meanwhile.
 */
public final class Verifier implements AutoCloseable {
    private final Scheduler threads;
    private final Budget places;

    public Verifier(IngestSettings settings, RelayMetrics metrics) {
        threads = Schedulers.newParallel("relay-verify", settings.verifiers(), true);
        places = new Budget(settings.verifying());
        metrics.gauge("relay.verify.queue", "Events in or before a check", places::inUse);
    }

    /** Runs the check on one of the threads. */
    public <T> Mono<T> run(Supplier<T> check) {
        return places.during(1, Mono.fromSupplier(check).subscribeOn(threads));
    }

    @Override
    public void close() {
        threads.dispose();
    }
}
