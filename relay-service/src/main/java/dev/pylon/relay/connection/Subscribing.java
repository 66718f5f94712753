package dev.pylon.relay.connection;

import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.policy.RateLimits;
import dev.pylon.relay.policy.Refusal;
import dev.pylon.relay.policy.SubscriptionPolicy;
import dev.pylon.relay.protocol.Privacy;
import dev.pylon.relay.subscription.Subscriptions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One connection's REQ, CLOSE and COUNT messages. A REQ that comes before AUTH is held for a
 * moment, since many clients send both at once; held ones count as open.
 */
final class Subscribing {
    private static final Logger log = LoggerFactory.getLogger(Subscribing.class);

    private static final Refusal AUTH_REQUIRED =
            Refusal.authRequired("authenticate before you subscribe");

    private final Subscriptions subscriptions;
    private final SubscriptionPolicy policy;
    private final Privacy privacy;
    private final Authentication authentication;
    private final Outbound outbound;
    private final RateLimits.Connection rates;
    private final Map<String, OpenSubscription> open = new HashMap<>();
    private final Map<OpenSubscription, List<Filter>> held = new LinkedHashMap<>();

    /** One stored answer after the other, so that one is read ahead while its reader is slow. */
    private final Budget answers = new Budget(1);

    private boolean over;

    Subscribing(
            Subscriptions subscriptions,
            SubscriptionPolicy policy,
            Privacy privacy,
            Authentication authentication,
            RateLimits.Connection rates,
            Outbound outbound) {
        this.subscriptions = subscriptions;
        this.policy = policy;
        this.privacy = privacy;
        this.authentication = authentication;
        this.outbound = outbound;
        this.rates = rates;
    }

    void subscribe(ClientMessage.Subscribe message) {
        String id = message.subscriptionId();
        Optional<Refusal> refusal = refusal(id, message.filters());
        if (refusal.isPresent()) {
            end(id);
            outbound.send(new RelayMessage.Closed(id, refusal.get().message()));
            return;
        }
        OpenSubscription subscription = replace(id);
        if (subscription == null) {
            String why =
                    "%d subscriptions are open, close one first"
                            .formatted(policy.maxSubscriptions());
            outbound.send(new RelayMessage.Closed(id, Refusal.rateLimited(why).message()));
        } else if (authentication.isDone() || !needsAuthentication(message.filters())) {
            begin(subscription, message.filters());
        } else {
            hold(subscription, message.filters());
        }
    }

    void close(String id) {
        end(id);
    }

    Mono<Void> count(ClientMessage.Count message) {
        String id = message.subscriptionId();
        Optional<Refusal> refusal =
                refusal(id, message.filters()).or(() -> unauthenticated(message.filters()));
        if (refusal.isPresent()) {
            outbound.send(new RelayMessage.Closed(id, refusal.get().message()));
            return Mono.empty();
        }
        long most = policy.maxCount();
        return subscriptions
                .count(message.filters(), authentication.keys(), most + 1)
                .<RelayMessage>map(count ->
                        new RelayMessage.CountResult(id, Math.min(count, most), count > most))
                .onErrorResume(error -> Mono.just(uncountable(id, error)))
                .doOnNext(outbound::send)
                .then();
    }

    /** Answers what was held. */
    void authenticated() {
        Map<OpenSubscription, List<Filter>> waiting;
        synchronized (open) {
            waiting = new LinkedHashMap<>(held);
            held.clear();
        }
        waiting.forEach(this::begin);
    }

    /** The client is gone; what it still asked for is not begun. */
    void closeAll() {
        List<OpenSubscription> all;
        synchronized (open) {
            over = true;
            all = List.copyOf(open.values());
            open.clear();
            held.clear();
        }
        all.forEach(OpenSubscription::end);
    }

    private @Nullable OpenSubscription replace(String id) {
        end(id);
        synchronized (open) {
            if (over || open.size() >= policy.maxSubscriptions()) {
                return null;
            }
            OpenSubscription subscription =
                    new OpenSubscription(id, outbound, authentication::keys, this::forget);
            open.put(id, subscription);
            return subscription;
        }
    }

    private void end(String id) {
        OpenSubscription ended;
        synchronized (open) {
            ended = open.remove(id);
            held.remove(ended);
        }
        if (ended != null) {
            ended.end();
        }
    }

    private void forget(OpenSubscription subscription) {
        synchronized (open) {
            open.remove(subscription.id(), subscription);
            held.remove(subscription);
        }
    }

    private void begin(OpenSubscription subscription, List<Filter> filters) {
        Optional<Refusal> refusal = privacy.check(filters, authentication.keys());
        if (refusal.isPresent()) {
            subscription.ended(refusal.get());
        } else {
            subscription.doing(subscriptions.open(filters, subscription, answers));
        }
    }

    private boolean needsAuthentication(List<Filter> filters) {
        return policy.needsAuthentication(filters) || privacy.needsAuthentication(filters);
    }

    private void hold(OpenSubscription subscription, List<Filter> filters) {
        synchronized (open) {
            held.put(subscription, filters);
        }
        subscription.doing(Mono.delay(policy.hold()).subscribe(tick -> giveUp(subscription)));
    }

    private void giveUp(OpenSubscription subscription) {
        boolean stillHeld;
        synchronized (open) {
            stillHeld = held.remove(subscription) != null;
        }
        if (stillHeld) {
            subscription.ended(AUTH_REQUIRED);
        }
    }

    private Optional<Refusal> refusal(String id, List<Filter> filters) {
        return policy.check(id, filters).or(() -> rates.query(authentication.keys()));
    }

    private Optional<Refusal> unauthenticated(List<Filter> filters) {
        return authentication.isDone() || !needsAuthentication(filters)
                ? privacy.check(filters, authentication.keys())
                : Optional.of(Refusal.authRequired("authenticate before you count"));
    }

    private static RelayMessage uncountable(String id, Throwable error) {
        log.atWarn().addKeyValue("error", error.toString()).log("A COUNT could not be answered");
        return new RelayMessage.Closed(
                id, Refusal.error("the relay cannot read its store now, try again").message());
    }
}
