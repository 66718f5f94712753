package dev.pylon.relay.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * So much of something that may be in use at once, in units the caller chooses. Who asks for more
 * than is left waits, first come first served; nobody is refused. A request above the whole is
 * taken for the whole, so that it can be met at all. Safe for use by many threads.
 */
public final class Budget {
    private final long whole;
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private long left;

    public Budget(long whole) {
        if (whole <= 0) {
            throw new IllegalArgumentException("a budget is positive");
        }
        this.whole = whole;
        this.left = whole;
    }

    /**
     * Emits the cost once it has been set aside; who gets it gives the same number back. A wait
     * that is cancelled costs nothing.
     */
    public Mono<Long> take(long cost) {
        long bounded = Math.min(Math.max(cost, 1), whole);
        return Mono.defer(() -> {
            AtomicReference<Turn> turn = new AtomicReference<>(Turn.WAITING);
            return Mono.<Long>create(
                            sink -> {
                                Waiter waiter = new Waiter(bounded, turn, sink);
                                sink.onCancel(() -> cancelled(waiter));
                                change(0, waiter);
                            })
                    .filter(taken -> turn.compareAndSet(Turn.SERVED, Turn.DELIVERED));
        });
    }

    /** Sets the cost aside for as long as the work takes, however it ends. */
    public <T> Mono<T> during(long cost, Mono<T> work) {
        return Mono.usingWhen(
                take(cost), taken -> work, taken -> Mono.fromRunnable(() -> give(taken)));
    }

    /** Gives back what {@link #take} emitted. */
    public void give(long cost) {
        change(cost, null);
    }

    /** What is taken when more is asked for. */
    public long whole() {
        return whole;
    }

    public long inUse() {
        synchronized (waiting) {
            return whole - left;
        }
    }

    private void cancelled(Waiter waiter) {
        if (waiter.turn.compareAndSet(Turn.WAITING, Turn.CANCELLED)) {
            synchronized (waiting) {
                waiting.remove(waiter);
            }
            change(0, null);
        } else if (waiter.turn.compareAndSet(Turn.SERVED, Turn.CANCELLED)) {
            give(waiter.cost);
        }
    }

    private void change(long given, @Nullable Waiter added) {
        List<Waiter> served = new ArrayList<>(1);
        synchronized (waiting) {
            left += given;
            if (added != null) {
                waiting.add(added);
            }
            serve(served);
        }
        served.forEach(waiter -> waiter.sink.success(waiter.cost));
    }

    private void serve(List<Waiter> served) {
        while (!waiting.isEmpty() && waiting.peek().cost <= left) {
            Waiter next = waiting.remove();
            if (next.turn.compareAndSet(Turn.WAITING, Turn.SERVED)) {
                left -= next.cost;
                served.add(next);
            }
        }
    }

    private enum Turn {
        WAITING,
        SERVED,
        DELIVERED,
        CANCELLED
    }

    private record Waiter(long cost, AtomicReference<Turn> turn, MonoSink<Long> sink) {}
}
