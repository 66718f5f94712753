package dev.pylon.relay.bus;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Something that is to be done again, by whatever thread it is asked for. */
final class Asked {
    private final Sinks.Many<Boolean> sink = Sinks.many().multicast().directBestEffort();

    /** Asks again; without effect if nobody is there to do it. */
    synchronized void ask() {
        sink.tryEmitNext(true);
    }

    /** The latest that was asked and not taken, for a subscriber that may be busy. */
    Flux<Boolean> latest() {
        return sink.asFlux().onBackpressureLatest();
    }
}
