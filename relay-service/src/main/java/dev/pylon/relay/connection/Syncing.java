package dev.pylon.relay.connection;

import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.nostr.sync.MalformedSync;
import dev.pylon.nostr.sync.Negentropy;
import dev.pylon.nostr.sync.SyncSet;
import dev.pylon.primitives.Hex;
import dev.pylon.relay.ingest.Verifier;
import dev.pylon.relay.policy.RateLimits;
import dev.pylon.relay.policy.Refusal;
import dev.pylon.relay.policy.SubscriptionPolicy;
import dev.pylon.relay.protocol.Privacy;
import dev.pylon.relay.subscription.Subscriptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * One connection's comparisons (NIP-77). Each keeps the times and ids of what matched when it was
 * opened, until it is closed or not used for a minute.
 */
final class Syncing {
    private static final Logger log = LoggerFactory.getLogger(Syncing.class);
    private static final Duration IDLE = Duration.ofMinutes(1);

    /** Of one message, before it is written in hex. */
    private static final int MOST_BYTES = 60_000;

    private final Subscriptions subscriptions;
    private final SubscriptionPolicy policy;
    private final Privacy privacy;
    private final Authentication authentication;
    private final RateLimits.Connection rates;
    private final Verifier threads;
    private final SyncRoom room;
    private final Outbound outbound;
    private final Map<String, Session> open = new ConcurrentHashMap<>();
    private volatile boolean over;

    private record Session(Negentropy side, int events, Disposable.Swap idle) {}

    Syncing(
            Subscriptions subscriptions,
            SubscriptionPolicy policy,
            Privacy privacy,
            Authentication authentication,
            RateLimits.Connection rates,
            Verifier threads,
            SyncRoom room,
            Outbound outbound) {
        this.subscriptions = subscriptions;
        this.policy = policy;
        this.privacy = privacy;
        this.authentication = authentication;
        this.rates = rates;
        this.threads = threads;
        this.room = room;
        this.outbound = outbound;
    }

    Mono<Void> take(ClientMessage.Sync message) {
        String id = message.subscriptionId();
        return switch (message) {
            case ClientMessage.SyncOpen begin -> open(begin);
            case ClientMessage.SyncMessage next -> answer(id, next.hex());
            case ClientMessage.SyncClose close -> Mono.fromRunnable(() -> end(id));
        };
    }

    void closeAll() {
        over = true;
        List.copyOf(open.keySet()).forEach(this::end);
    }

    private Mono<Void> open(ClientMessage.SyncOpen message) {
        String id = message.subscriptionId();
        Filter filter = message.filter();
        end(id);
        Optional<Refusal> refusal = refusal(id, filter);
        if (refusal.isPresent()) {
            return refuse(id, refusal.get());
        }
        int most = policy.maxSyncEvents();
        int wanted = Math.min(filter.limit().orElse(Integer.MAX_VALUE), most + 1);
        return subscriptions
                .items(filter, authentication.keys(), wanted)
                .flatMap(items ->
                        items.size() > most
                                ? refuse(id, tooBig(most))
                                : begin(id, items)
                                        .flatMap(kept ->
                                                kept
                                                        ? answer(id, message.hex())
                                                        : refuse(id, busy())))
                .onErrorResume(error -> failed(id, error));
    }

    private Optional<Refusal> refusal(String id, Filter filter) {
        List<Filter> filters = List.of(filter);
        if (filter.search().isPresent()) {
            return Optional.of(Refusal.unsupported("a search is not compared"));
        }
        if (open.size() >= policy.maxSyncs()) {
            return Optional.of(
                    Refusal.blocked(
                            "%d comparisons may be open at once".formatted(policy.maxSyncs())));
        }
        boolean needsAuthentication =
                policy.needsAuthentication(filters) || privacy.needsAuthentication(filters);
        return policy.check(id, filters)
                .or(() -> rates.query(authentication.keys()))
                .or(() ->
                        needsAuthentication && !authentication.isDone()
                                ? Optional.of(
                                        Refusal.authRequired("authenticate before you compare"))
                                : privacy.check(filters, authentication.keys()));
    }

    private Mono<Boolean> begin(String id, List<SyncSet.Item> items) {
        return threads.run(() -> new Negentropy(SyncSet.of(items), MOST_BYTES))
                .map(side -> keep(id, new Session(side, items.size(), Disposables.swap())));
    }

    private boolean keep(String id, Session session) {
        if (!room.take(session.events)) {
            return false;
        }
        Session before = open.put(id, session);
        if (before != null) {
            release(before);
        }
        used(id, session);
        if (over) {
            end(id);
        }
        return true;
    }

    private Mono<Void> answer(String id, String hex) {
        return Mono.defer(
                        () -> {
                            Session session = open.get(id);
                            if (session == null) {
                                return refuse(
                                        id, new Refusal("closed: no such comparison is open"));
                            }
                            used(id, session);
                            return threads.run(() -> session.side.answer(Hex.decode(hex)))
                                    .map(bytes ->
                                            new RelayMessage.SyncMessage(id, Hex.encode(bytes)))
                                    .doOnNext(this::tell)
                                    .then();
                        })
                .onErrorResume(error -> failed(id, error));
    }

    private void used(String id, Session session) {
        session.idle.update(
                Mono.delay(IDLE)
                        .subscribe(tick -> {
                            if (open.remove(id, session)) {
                                release(session);
                                tell(new RelayMessage.SyncError(id, "closed: you took too long"));
                            }
                        }));
    }

    private void end(String id) {
        Session ended = open.remove(id);
        if (ended != null) {
            release(ended);
        }
    }

    private void release(Session session) {
        session.idle.dispose();
        room.give(session.events);
    }

    private Mono<Void> refuse(String id, Refusal why) {
        return Mono.fromRunnable(() -> {
            end(id);
            tell(new RelayMessage.SyncError(id, why.message()));
        });
    }

    private Mono<Void> failed(String id, Throwable error) {
        if (error instanceof MalformedSync || error instanceof IllegalArgumentException) {
            return refuse(id, Refusal.invalid(String.valueOf(error.getMessage())));
        }
        log.atWarn().addKeyValue("error", error.toString()).log("A comparison failed");
        return refuse(id, Refusal.error("the relay cannot read its store now, try again"));
    }

    private void tell(RelayMessage message) {
        outbound.send(message);
    }

    private static Refusal busy() {
        return Refusal.blocked("too many events are being compared now, try later");
    }

    private static Refusal tooBig(int most) {
        return Refusal.blocked("more than %d events match, compare a part of them".formatted(most));
    }
}
