package dev.pylon.relayclient;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.filter.Filter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A subscription under way at the relays of a pool. It lasts until it is closed or its consumer
 * cancels, survives reconnects, and its filters can be replaced while it runs. Events are valid,
 * match the filters of the moment, and come once each however many relays deliver them.
 *
 * <p>Thread-safe. Consumers run on threads of the pool, each on its own.
 */
public final class LiveSubscription implements AutoCloseable {
    private final String id;
    private final Subscription request;
    private final boolean once;
    private final Host host;
    private final Object lock = new Object();
    private final RecentSet<EventId> handedOut;
    private final SignalBuffer buffer;
    private final Standings standings = new Standings();
    private volatile Wanted wanted;
    private volatile long missedSince = Long.MAX_VALUE;
    private final Sinks.Empty<Void> drained = Sinks.empty();
    private volatile boolean taken;
    private volatile boolean closed;

    /** What a subscription needs of its pool. */
    interface Host {
        void filtersReplaced(LiveSubscription subscription);

        void askAgain(LiveSubscription subscription, long since);

        void closed(LiveSubscription subscription);

        Scheduler consumers();
    }

    /** The filters in force; each replacement is a new generation. */
    record Wanted(long generation, List<Filter> filters, List<Filter> checks) {
        Wanted(long generation, List<Filter> filters) {
            this(generation, filters, filters.stream().map(Resumption::check).toList());
        }
    }

    LiveSubscription(String id, Subscription request, boolean once, int remembered, Host host) {
        this.id = id;
        this.request = request;
        this.once = once;
        this.host = host;
        this.wanted = new Wanted(0, request.filters());
        this.handedOut = new RecentSet<>(remembered);
        this.buffer = new SignalBuffer(request.buffer());
    }

    /** The subscription id on the wire, the same at every relay. */
    public String id() {
        return id;
    }

    /** Events and news of the relays, for one subscriber; what came before it is kept for it. */
    public Flux<SubscriptionSignal> signals() {
        return buffer.flux(host.consumers())
                .doOnSubscribe(consumer -> taken = true)
                .doOnNext(signal -> askAgainWhenCaughtUp())
                .doFinally(end -> {
                    close();
                    drained.tryEmitEmpty();
                });
    }

    /** The events alone; in place of {@link #signals}. */
    public Flux<Event> events() {
        return signals()
                .ofType(SubscriptionSignal.Received.class)
                .map(SubscriptionSignal.Received::event);
    }

    /**
     * Completes with the relays that are live once these are at least {@code relays}: they have
     * handed out what they had stored for the filters in force now, and will deliver what comes.
     * Who publishes after it misses no reply. Never completes by itself otherwise: give it a
     * time-out.
     */
    public Mono<Set<RelayUrl>> live(int relays) {
        return await(view -> view.live().size() >= relays);
    }

    /**
     * Completes once every relay is either live or known to be out (unreachable, or refusing), and
     * at least one is live.
     */
    public Mono<Set<RelayUrl>> liveWhereReachable() {
        return await(view -> !view.live().isEmpty() && view.waiting() == 0);
    }

    private Mono<Set<RelayUrl>> await(Predicate<Standings.View> enough) {
        return Mono.<Set<RelayUrl>>create(
                        sink -> {
                            synchronized (lock) {
                                var waiter =
                                        new Standings.Waiter(wanted.generation(), enough, sink);
                                standings.await(waiter);
                                sink.onDispose(() -> forget(waiter));
                                if (closed) {
                                    standings.failWaiters(closedError());
                                }
                            }
                        })
                .publishOn(host.consumers());
    }

    private void forget(Standings.Waiter waiter) {
        synchronized (lock) {
            standings.forget(waiter);
        }
    }

    public List<Filter> filters() {
        return wanted.filters();
    }

    /**
     * Replaces all filters, under the same subscription id. Filters that stay the same lose nothing
     * and repeat nothing; new ones bring what is stored. Several replacements in short order travel
     * as one. Wait for {@link #live} afterwards to know that they are in force.
     */
    public void replaceFilters(List<Filter> filters) {
        updateFilters(old -> filters);
    }

    /** As {@link #replaceFilters}, for several threads that each change a part. */
    public void updateFilters(UnaryOperator<List<Filter>> change) {
        synchronized (lock) {
            List<Filter> filters = Subscription.checked(change.apply(wanted.filters()));
            if (filters.equals(wanted.filters())) {
                return;
            }
            wanted = new Wanted(wanted.generation() + 1, filters);
        }
        host.filtersReplaced(this);
    }

    /** Ends the subscription at all relays; its consumer still gets what had arrived. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            buffer.complete();
            standings.failWaiters(closedError());
        }
        host.closed(this);
    }

    /** Completes when its consumer has taken all; at once if there is none. */
    Mono<Void> drained() {
        return Mono.defer(() -> taken ? drained.asMono() : Mono.empty());
    }

    boolean isClosed() {
        return closed;
    }

    boolean isOnce() {
        return once;
    }

    boolean asks(RelayUrl relay) {
        return request.relays().isEmpty() || request.relays().contains(relay);
    }

    Duration overlap() {
        return request.overlap();
    }

    Wanted wanted() {
        return wanted;
    }

    boolean matches(Event event) {
        for (Filter filter : wanted.checks()) {
            if (filter.matches(event)) {
                return true;
            }
        }
        return false;
    }

    /** Hands out an event that has been verified; false if it had been before. */
    boolean deliver(RelayUrl relay, Event event) {
        boolean failed = false;
        synchronized (lock) {
            if (handedOut.contains(event.id())) {
                handedOut.add(event.id()); // remembered for longer
                return false;
            }
            var received = new SubscriptionSignal.Received(relay, event);
            if (buffer.offer(received)) {
                handedOut.add(event.id());
                return true;
            }
            switch (request.overflow()) {
                case ASK_AGAIN -> missedSince = Math.min(missedSince, event.createdAt());
                case DROP_OLDEST -> {
                    do {
                        buffer.dropOldest();
                    } while (!buffer.offer(received));
                    handedOut.add(event.id());
                }
                case FAIL -> {
                    buffer.fail(new SubscriptionOverflow(buffer.capacity()));
                    failed = true;
                }
            }
        }
        if (failed) {
            close();
        }
        askAgainWhenCaughtUp();
        return true;
    }

    private void askAgainWhenCaughtUp() {
        if (missedSince == Long.MAX_VALUE || !buffer.isHalfEmpty()) {
            return;
        }
        long since;
        synchronized (lock) {
            since = missedSince;
            missedSince = Long.MAX_VALUE;
        }
        if (since != Long.MAX_VALUE && !closed) {
            host.askAgain(this, since);
        }
    }

    void added(RelayUrl relay) {
        synchronized (lock) {
            standings.add(relay);
        }
    }

    void removed(RelayUrl relay) {
        synchronized (lock) {
            standings.remove(relay);
        }
        endIfAnswered();
    }

    void asked(RelayUrl relay) {
        synchronized (lock) {
            standings.asked(relay);
        }
    }

    /** The relay has closed it, and it will be repeated. */
    void waiting(RelayUrl relay) {
        synchronized (lock) {
            standings.waiting(relay);
        }
    }

    void live(RelayUrl relay, long generation, boolean confirmed) {
        synchronized (lock) {
            if (standings.live(relay, generation)) {
                buffer.offerNews(new SubscriptionSignal.Live(relay, confirmed));
            }
        }
        endIfAnswered();
    }

    void out(SubscriptionSignal.Refused refused) {
        out(refused, refused.words());
    }

    void out(SubscriptionSignal.Lost lost) {
        out(lost, lost.why());
    }

    private void out(SubscriptionSignal signal, String why) {
        synchronized (lock) {
            standings.out(signal.relay(), why);
            buffer.offerNews(signal);
        }
        endIfAnswered();
    }

    private void endIfAnswered() {
        if (once) {
            endOnce(false);
        }
    }

    /** Ends a query: when each relay has answered or is out, or when time is up. */
    void endOnce(boolean timeIsUp) {
        synchronized (lock) {
            if (closed || (!timeIsUp && standings.anyWaiting(wanted.generation()))) {
                return;
            }
            if (!standings.anyLive(wanted.generation())) {
                buffer.fail(new NoRelayAnswered(standings.troubles()));
            }
        }
        close();
    }

    private CancellationException closedError() {
        return new CancellationException("subscription " + id + " is closed");
    }
}
