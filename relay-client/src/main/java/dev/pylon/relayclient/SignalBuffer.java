package dev.pylon.relayclient;

import java.util.concurrent.LinkedBlockingQueue;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * What waits for a subscription's consumer. Events have the bound that the subscription declares;
 * for news of relays there is a little room above it, beyond which they are dropped, so a relay
 * that comes and goes fills no memory. Offers are serialised by the caller.
 */
final class SignalBuffer {
    private static final int ROOM_FOR_NEWS = 256;

    private final int capacity;
    private final LinkedBlockingQueue<SubscriptionSignal> queue;
    private final Sinks.Many<SubscriptionSignal> sink;

    SignalBuffer(int capacity) {
        this.capacity = capacity;
        this.queue = new LinkedBlockingQueue<>(capacity + ROOM_FOR_NEWS);
        this.sink = Sinks.many().unicast().onBackpressureBuffer(queue);
    }

    int capacity() {
        return capacity;
    }

    /** False if it is full. */
    boolean offer(SubscriptionSignal.Received event) {
        return queue.size() < capacity && sink.tryEmitNext(event) != Sinks.EmitResult.FAIL_OVERFLOW;
    }

    void offerNews(SubscriptionSignal news) {
        sink.tryEmitNext(news);
    }

    void dropOldest() {
        queue.poll();
    }

    void complete() {
        sink.tryEmitComplete();
    }

    void fail(RuntimeException why) {
        sink.tryEmitError(why);
    }

    boolean isHalfEmpty() {
        return queue.size() <= capacity / 2;
    }

    /** For one subscriber; what has gathered before it comes is kept. */
    Flux<SubscriptionSignal> flux(Scheduler consumers) {
        return sink.asFlux().publishOn(consumers);
    }
}
