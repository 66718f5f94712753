package dev.pylon.wallet.payment;

import dev.pylon.wallet.request.EntryNumber;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Wakes the worker when a payment is due, and whoever waits for a payment when something has become
 * of it. A missed ring costs time and nothing else: both sides also look by themselves.
 */
final class PaymentBell {
    private static final Duration CONTENTION = Duration.ofMillis(100);

    private final Sinks.Many<Boolean> due = Sinks.many().multicast().directBestEffort();
    private final Sinks.Many<EntryNumber> changed = Sinks.many().multicast().directBestEffort();

    void ringDue() {
        due.emitNext(true, Sinks.EmitFailureHandler.busyLooping(CONTENTION));
    }

    void ringChanged(EntryNumber entry) {
        changed.emitNext(entry, Sinks.EmitFailureHandler.busyLooping(CONTENTION));
    }

    Flux<Boolean> due() {
        return due.asFlux();
    }

    Flux<EntryNumber> changed(EntryNumber entry) {
        return changed.asFlux().filter(entry::equals);
    }
}
