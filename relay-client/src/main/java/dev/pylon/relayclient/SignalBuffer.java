package dev.pylon.relayclient;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final AtomicInteger events = new AtomicInteger();
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
        if (events.get() >= capacity) {
            return false;
        }
        events.incrementAndGet();
        sink.tryEmitNext(event);
        return true;
    }

    void dropOldest() {
        if (queue.poll() instanceof SubscriptionSignal.Received) {
            events.decrementAndGet();
        }
    }

    void offerNews(SubscriptionSignal news) {
        sink.tryEmitNext(news);
    }

    void complete() {
        sink.tryEmitComplete();
    }

    void fail(RuntimeException why) {
        sink.tryEmitError(why);
    }

    boolean isHalfEmpty() {
        return events.get() <= capacity / 2;
    }

    /** For one subscriber; what has gathered before it comes is kept. */
    Flux<SubscriptionSignal> flux(Scheduler consumers) {
        return sink.asFlux().publishOn(consumers).doOnNext(this::onTaken);
    }

    private void onTaken(SubscriptionSignal signal) {
        if (signal instanceof SubscriptionSignal.Received) {
            events.decrementAndGet();
        }
    }
}
