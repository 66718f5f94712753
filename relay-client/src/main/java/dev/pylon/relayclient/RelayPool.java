package dev.pylon.relayclient;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

/**
 * Many relays used as one. Each is connected, authenticated (NIP-42), kept alive and reconnected on
 * its own; subscriptions and publications outlive its connections. Relays may be added and removed
 * at any time.
 *
 * <p>Thread-safe. What it returns is emitted on threads of its own, where blocking is allowed.
 */
public final class RelayPool implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final RelayPoolSettings settings;
    private final Transport transport;
    private final GuestLinks guests;
    private final StatusBoard board;
    private final Map<RelayUrl, RelayLink> links = new ConcurrentHashMap<>();
    private final Map<String, LiveSubscription> subscriptions = new ConcurrentHashMap<>();
    private final AtomicLong subscriptionIds = new AtomicLong();
    private final LiveSubscription.Host host = new SubscriptionHost();
    private boolean closed;

    private RelayPool(RelayPoolSettings settings, UnaryOperator<HttpClient> client) {
        this.settings = settings;
        this.transport = new Transport(settings, client);
        this.guests = new GuestLinks(transport);
        this.board = new StatusBoard(transport.consumers());
    }

    /** Begins to connect to the relays of the settings, and returns without waiting for them. */
    public static RelayPool open(RelayPoolSettings settings) {
        return open(settings, client -> client);
    }

    /** With a changed HTTP client, as tests of TLS need it. */
    static RelayPool open(RelayPoolSettings settings, UnaryOperator<HttpClient> client) {
        RelayPool pool = new RelayPool(settings, client);
        settings.relays().forEach(pool::add);
        return pool;
    }

    /**
     * Adds a relay, which joins the subscriptions made for all relays. No effect if it is there.
     */
    public void add(RelayUrl relay) {
        add(relay, false);
    }

    /**
     * Adds a relay that a stranger has named, to be listened to as any other; it is connected to
     * only at addresses that {@link Guests} may have. How many there are is for the caller to
     * bound.
     */
    public void addGuest(RelayUrl relay) {
        add(relay, true);
    }

    private void add(RelayUrl relay, boolean guest) {
        synchronized (links) {
            if (closed || links.containsKey(relay)) {
                return;
            }
            RelayLink link = new RelayLink(relay, guest, transport, board::publish);
            links.put(relay, link);
            link.start();
            subscriptions.values().stream().filter(s -> s.asks(relay)).forEach(link::subscribe);
        }
    }

    /** Takes a relay out: what waits for it ends as unreachable. */
    public void remove(RelayUrl relay) {
        RelayLink link;
        synchronized (links) {
            link = links.remove(relay);
        }
        if (link != null) {
            link.close("removed from the pool").subscribe();
        }
    }

    public Set<RelayUrl> relays() {
        return new TreeSet<>(links.keySet());
    }

    public List<RelayStatus> status() {
        return links.values().stream().map(RelayLink::status).toList();
    }

    /** The status of each relay now, then each that changes. Of a slow reader's the oldest go. */
    public Flux<RelayStatus> statuses() {
        return board.changes(this::status);
    }

    /**
     * Subscribes at all relays, when subscribed to and until cancelled. Use {@link
     * #subscribe(Subscription)} to know when it is live.
     */
    public Flux<Event> subscribe(List<Filter> filters) {
        return Flux.defer(() -> subscribe(Subscription.to(filters)).events());
    }

    /** Subscribes at once; the caller takes the signals and closes it. */
    public LiveSubscription subscribe(Subscription request) {
        return begin(request, false);
    }

    private LiveSubscription begin(Subscription request, boolean once) {
        String id = "s" + Long.toString(subscriptionIds.incrementAndGet(), Character.MAX_RADIX);
        LiveSubscription subscription =
                new LiveSubscription(id, request, once, settings.remembered(), host);
        synchronized (links) {
            if (closed) {
                subscription.close();
                return subscription;
            }
            subscriptions.put(id, subscription);
            for (RelayUrl relay : request.relays()) {
                if (!links.containsKey(relay)) {
                    subscription.added(relay);
                    subscription.out(
                            new SubscriptionSignal.Lost(relay, "not a relay of this pool"));
                }
            }
            List<RelayLink> asked =
                    links.values().stream().filter(l -> subscription.asks(l.relay())).toList();
            asked.forEach(link -> subscription.added(link.relay())); // all, before one answers
            asked.forEach(link -> link.subscribe(subscription));
        }
        return subscription;
    }

    /**
     * What these relays have stored, each event once: ends when each relay has answered or is out,
     * or when time is up. Fails with {@link NoRelayAnswered} if none answered.
     *
     * @param relays of the pool; empty means all
     */
    public Flux<Event> query(List<Filter> filters, Set<RelayUrl> relays, Duration timeout) {
        Subscription request =
                Subscription.to(filters).at(relays).buffering(settings.remembered(), Overflow.FAIL);
        return Flux.defer(() -> {
            LiveSubscription query = begin(request, true);
            Disposable alarm =
                    transport
                            .timer()
                            .schedule(
                                    () -> query.endOnce(true),
                                    timeout.toNanos(),
                                    TimeUnit.NANOSECONDS);
            query.endOnce(false);
            return query.events().doFinally(end -> alarm.dispose());
        });
    }

    /**
     * Publishes when subscribed to, and again whenever that may help, until each relay's outcome is
     * final or the deadline has passed. Emits one outcome per relay as it becomes known. Relays
     * outside the pool are connected to as {@link Guests} allow. Publishing an event again is safe.
     */
    public Flux<PublishOutcome> publish(
            Event event, Collection<RelayUrl> relays, Duration deadline) {
        Set<RelayUrl> distinct = Set.copyOf(relays);
        return Flux.fromIterable(distinct)
                .flatMap(
                        relay -> publishAt(relay, event, deadline), Math.max(1, distinct.size()), 1)
                .publishOn(transport.consumers());
    }

    /** Publishes at all relays of the pool. */
    public Flux<PublishOutcome> publish(Event event, Duration deadline) {
        return Flux.defer(() -> publish(event, relays(), deadline));
    }

    private Mono<PublishOutcome> publishAt(RelayUrl relay, Event event, Duration deadline) {
        RelayLink link = links.get(relay);
        return link == null
                ? guests.publish(relay, event, deadline)
                : link.publish(event, deadline);
    }

    /**
     * Ends in good order: gives what is published up to {@code patience} to be answered, ends all
     * subscriptions, says goodbye to the relays.
     */
    public Mono<Void> shutdown(Duration patience) {
        return Flux.defer(() -> Flux.fromIterable(links.values()))
                .flatMap(RelayLink::whenIdle)
                .then()
                .timeout(patience, Mono.empty(), transport.timer())
                .then(Mono.defer(this::closeLinks))
                .timeout(CLOSING, Mono.empty(), transport.timer())
                .then(Mono.defer(transport::close));
    }

    private Mono<Void> closeLinks() {
        List<RelayLink> closing;
        synchronized (links) {
            closed = true;
            closing = List.copyOf(links.values());
            links.clear();
        }
        List<LiveSubscription> ending = List.copyOf(subscriptions.values());
        ending.forEach(LiveSubscription::close);
        return Flux.fromIterable(closing)
                .flatMap(link -> link.close("the pool is closed"))
                .then(guests.close("the pool is closed"))
                .thenMany(Flux.fromIterable(ending).flatMap(LiveSubscription::drained))
                .then();
    }

    /**
     * {@link #shutdown}, waiting for it at most a few seconds; on an event loop without waiting.
     */
    @Override
    public void close() {
        Mono<Void> closing = shutdown(CLOSING);
        if (Schedulers.isInNonBlockingThread()) {
            closing.subscribe();
        } else {
            closing.block();
        }
    }

    private final class SubscriptionHost implements LiveSubscription.Host {
        @Override
        public void filtersReplaced(LiveSubscription subscription) {
            links.values().forEach(link -> link.filtersReplaced(subscription));
        }

        @Override
        public void askAgain(LiveSubscription subscription, long since) {
            links.values().forEach(link -> link.askAgain(subscription, since));
        }

        @Override
        public void closed(LiveSubscription subscription) {
            subscriptions.remove(subscription.id());
            links.values().forEach(link -> link.unsubscribe(subscription));
        }

        @Override
        public Scheduler consumers() {
            return transport.consumers();
        }
    }
}
