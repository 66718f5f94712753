package dev.pylon.buyer.relays;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.relayclient.LiveSubscription;
import dev.pylon.relayclient.Overflow;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayUrl;
import dev.pylon.relayclient.Subscription;
import dev.pylon.relayclient.SubscriptionSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Hears all that is addressed to us at every relay of the pool, for as long as the service runs,
 * and knows at which relays it does.
 */
@Component
public class Listening {
    private static final int FIRST_RESULT = 6_000;
    private static final int LAST_RESULT = 6_999;
    private static final int WAITING = 8_192;

    private final RelayPool pool;
    private final PublicKey us;
    private final Map<RelayUrl, Boolean> standing = new ConcurrentHashMap<>();
    private final Sinks.Many<RelayUrl> news = Sinks.many().multicast().directBestEffort();
    private @Nullable LiveSubscription subscription;

    Listening(RelayPool pool, SecretKey identity) {
        this.pool = pool;
        this.us = identity.publicKey();
    }

    /**
     * Begins to listen; for one subscriber. What a relay has stored since then comes first.
     *
     * @param since when the oldest reply that could matter was written
     */
    public Flux<Event> replies(Instant since) {
        return Flux.defer(() -> begin(since).signals())
                .doOnNext(this::note)
                .ofType(SubscriptionSignal.Received.class)
                .map(SubscriptionSignal.Received::event);
    }

    private synchronized LiveSubscription begin(Instant since) {
        Set<Integer> kinds =
                Stream.concat(
                                Stream.of(Kinds.JOB_FEEDBACK),
                                IntStream.rangeClosed(FIRST_RESULT, LAST_RESULT).boxed())
                        .collect(Collectors.toUnmodifiableSet());
        Filter replies =
                Filter.builder()
                        .kinds(kinds)
                        .tag("p", Set.of(us.hex()))
                        .since(since.getEpochSecond())
                        .build();
        LiveSubscription begun =
                pool.subscribe(Subscription.to(replies).buffering(WAITING, Overflow.ASK_AGAIN));
        subscription = begun;
        return begun;
    }

    private void note(SubscriptionSignal signal) {
        switch (signal) {
            case SubscriptionSignal.Received _ -> {}
            case SubscriptionSignal.Live live -> note(live.relay(), true);
            case SubscriptionSignal.Refused refused -> note(refused.relay(), false);
            case SubscriptionSignal.Lost lost -> note(lost.relay(), false);
        }
    }

    private void note(RelayUrl relay, boolean live) {
        standing.put(relay, live);
        news.tryEmitNext(relay);
    }

    /** A relay that has left the pool is asked anew when it comes back. */
    void forget(RelayUrl relay) {
        standing.remove(relay);
    }

    /**
     * Completes once we listen at this relay, so that no reply is missed; or once it is known to be
     * out, or patience is over: then what is stored there is heard when it is back.
     */
    public Mono<Void> untilHeard(RelayUrl relay, Duration patience) {
        return news.asFlux()
                .mergeWith(Mono.just(relay))
                .filter(about -> about.equals(relay) && standing.containsKey(relay))
                .next()
                .timeout(patience, Mono.empty())
                .then();
    }

    /** Ends it; what has arrived is still handed out. */
    public synchronized void end() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
