package dev.pylon.bridge.proxy;

import dev.pylon.api.bridge.CompletionLoad;
import dev.pylon.bridge.BridgeSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * So many completions at a time; a few more wait a little, in their order; the rest are refused.
 */
@Component
final class CompletionSlots {
    /** Too many run and wait. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null, false, false);
        }
    }

    private enum State {
        WAITING,
        RUNNING,
        CLOSED
    }

    /** One completion's place; its state changes under the lock of the slots. */
    private static final class Place {
        private final Sinks.Empty<Void> granted = Sinks.empty();
        private State state = State.WAITING;
    }

    private final BridgeSettings.Completions limits;
    private final Deque<Place> waiting = new ArrayDeque<>();
    private int running;
    private long refused;

    CompletionSlots(BridgeSettings settings, MeterRegistry meters) {
        this.limits = settings.completions();
        meters.gauge("bridge.completions.running", this, self -> self.load().running());
        meters.gauge("bridge.completions.waiting", this, self -> self.load().waiting());
        meters.gauge("bridge.completions.refused", this, self -> self.load().refused());
    }

    /**
     * The work, when there is room for it; its place is free again however it ends. Fails with
     * {@link Refused}.
     */
    Mono<Void> within(Mono<Void> work) {
        return Mono.defer(() -> {
            Place place = new Place();
            if (!enter(place)) {
                return Mono.error(
                        new Refused("too many completions run and wait; try again later"));
            }
            return place.granted
                    .asMono()
                    .timeout(limits.waitLimit(), Mono.defer(() -> outOfTime(place)))
                    .then(work)
                    .doFinally(signal -> leave(place));
        });
    }

    synchronized CompletionLoad load() {
        return new CompletionLoad(running, waiting.size(), limits.maxConcurrent(), refused);
    }

    private synchronized boolean enter(Place place) {
        if (running < limits.maxConcurrent()) {
            running++;
            place.state = State.RUNNING;
            place.granted.tryEmitEmpty();
            return true;
        }
        if (waiting.size() < limits.maxWaiting()) {
            waiting.addLast(place);
            return true;
        }
        refused++;
        return false;
    }

    private synchronized Mono<Void> outOfTime(Place place) {
        if (place.state == State.RUNNING) {
            return Mono.empty();
        }
        refused++;
        return Mono.error(
                new Refused(
                        "no completion ended within "
                                + limits.waitLimit().toMillis()
                                + " ms; try again later"));
    }

    private void leave(Place place) {
        Place next = free(place);
        if (next != null) {
            next.granted.tryEmitEmpty();
        }
    }

    private synchronized @Nullable Place free(Place place) {
        State before = place.state;
        place.state = State.CLOSED;
        if (before == State.WAITING) {
            waiting.remove(place);
            return null;
        }
        Place next = waiting.pollFirst();
        if (next == null) {
            running--;
        } else {
            next.state = State.RUNNING;
        }
        return next;
    }
}
