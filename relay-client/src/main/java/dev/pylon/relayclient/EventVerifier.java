package dev.pylon.relayclient;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Signature;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Checks ids and signatures on a few threads of its own, never on an event loop. What was found
 * valid lately is known again by id and signature, so an event that several relays deliver costs
 * one check. Each connection has a bounded number of checks under way and is not read from
 * meanwhile, which bounds the queue.
 */
final class EventVerifier {
    private static final int REMEMBERED = 65_536;

    private final Scheduler threads;
    private final RecentSet<Checked> valid = new RecentSet<>(REMEMBERED);

    EventVerifier(int threadCount) {
        this.threads =
                Schedulers.newBoundedElastic(
                        threadCount, Integer.MAX_VALUE, "relay-verify", 60, true);
    }

    /** Emits on one of our threads, or at once if the event is known. */
    Mono<Boolean> isValid(Event event) {
        Checked key = new Checked(event.id(), event.sig());
        if (isKnown(key)) {
            return Mono.just(event.hasValidId());
        }
        return Mono.fromCallable(() -> check(event, key)).subscribeOn(threads);
    }

    /** For other work on keys, such as signing. */
    Scheduler threads() {
        return threads;
    }

    void close() {
        threads.dispose();
    }

    private boolean isKnown(Checked key) {
        synchronized (valid) {
            return valid.contains(key);
        }
    }

    private boolean check(Event event, Checked key) {
        if (!event.isValid()) {
            return false;
        }
        synchronized (valid) {
            valid.add(key);
        }
        return true;
    }

    private record Checked(EventId id, Signature sig) {}
}
