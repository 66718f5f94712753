package dev.pylon.relayclient;

import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** Tells whoever listens how relays change. */
final class StatusBoard {
    private static final int BUFFER_DROPPING_OLDEST = 256;

    private final Sinks.Many<RelayStatus> sink = Sinks.many().multicast().directBestEffort();
    private final Scheduler consumers;

    StatusBoard(Scheduler consumers) {
        this.consumers = consumers;
    }

    synchronized void publish(RelayStatus status) {
        sink.tryEmitNext(status);
    }

    Flux<RelayStatus> changes(Supplier<List<RelayStatus>> now) {
        return Flux.merge(buffered(sink.asFlux()), Flux.defer(() -> Flux.fromIterable(now.get())))
                .publishOn(consumers);
    }

    private static Flux<RelayStatus> buffered(Flux<RelayStatus> changes) {
        return changes.onBackpressureBuffer(
                BUFFER_DROPPING_OLDEST, BufferOverflowStrategy.DROP_OLDEST);
    }
}
