package dev.pylon.relay.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Hands over whatever has gathered since it was last asked, at once if it was asked before anything
 * came. So a lone element waits for nothing, and under load groups grow by themselves. The queue
 * has no bound of its own: who offers is bounded by a {@link Budget}.
 */
public final class GatheringQueue<T> {
    private final int most;
    private final ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger draining = new AtomicInteger();
    private volatile @Nullable FluxSink<List<T>> sink;

    /**
     * @param most elements in one group
     */
    public GatheringQueue(int most) {
        this.most = most;
    }

    public void offer(T element) {
        queue.add(element);
        drain();
    }

    /** The groups, in order, for one subscriber; one at a time as it asks. */
    public Flux<List<T>> groups() {
        return Flux.create(
                created -> {
                    created.onRequest(n -> drain());
                    sink = created;
                    drain();
                },
                FluxSink.OverflowStrategy.BUFFER);
    }

    private void drain() {
        if (draining.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            FluxSink<List<T>> to = sink;
            while (to != null && to.requestedFromDownstream() > 0 && !queue.isEmpty()) {
                to.next(gather());
            }
            missed = draining.addAndGet(-missed);
        } while (missed != 0);
    }

    private List<T> gather() {
        List<T> group = new ArrayList<>();
        for (T next = queue.poll(); next != null; next = queue.poll()) {
            group.add(next);
            if (group.size() == most) {
                break;
            }
        }
        return group;
    }
}
