package dev.pylon.relayclient;

import dev.pylon.nostr.message.RelayMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * All subscriptions at one relay. Relays allow only so many at a time: what is above the number
 * waits for a free place. Within the mailbox only, but for {@link #wants}.
 */
final class WireSubscriptions {
    private static final Logger log = LoggerFactory.getLogger(WireSubscriptions.class);

    private final Wire wire;
    private final RelayPoolSettings settings;
    private final Tally tally;
    private final Backfill backfill;
    private final Map<String, WireSubscription> active = new ConcurrentHashMap<>();
    private final SequencedMap<String, LiveSubscription> waiting = new LinkedHashMap<>();

    WireSubscriptions(Wire wire, RelayPoolSettings settings, Tally tally) {
        this.wire = wire;
        this.settings = settings;
        this.tally = tally;
        this.backfill = new Backfill(wire, settings);
    }

    /** Any thread: whether an event is of a subscription of ours and matches it. */
    boolean wants(RelayMessage.EventMessage message) {
        if (message.subscriptionId().equals(Backfill.ID)) {
            return backfill.wants(message.event());
        }
        WireSubscription subscription = active.get(message.subscriptionId());
        return subscription != null && subscription.target().matches(message.event());
    }

    void add(LiveSubscription target, boolean connecting) {
        if (target.isClosed()) {
            return;
        }
        if (!wire.isOpen() && !connecting) {
            target.out(new SubscriptionSignal.Lost(wire.relay(), wire.trouble()));
        }
        if (active.size() < places()) {
            activate(target);
        } else {
            waiting.put(target.id(), target);
            log.atLevel(target.isOnce() ? Level.DEBUG : Level.WARN)
                    .addKeyValue("relay", wire.relay())
                    .addKeyValue("open", active.size())
                    .log("A subscription waits for a free place at its relay");
        }
    }

    /** One is kept for the backfill, where there are several. */
    private int places() {
        return Math.max(1, settings.maxSubscriptions() - 1);
    }

    private void activate(LiveSubscription target) {
        WireSubscription subscription = new WireSubscription(wire, settings, backfill, target);
        active.put(target.id(), subscription);
        subscription.open();
    }

    void remove(LiveSubscription target) {
        waiting.remove(target.id());
        WireSubscription gone = active.remove(target.id());
        if (gone == null) {
            return;
        }
        gone.close();
        var next = waiting.pollFirstEntry();
        if (next != null) {
            activate(next.getValue());
        }
    }

    void filtersReplaced(LiveSubscription target) {
        with(target.id(), WireSubscription::filtersReplaced);
    }

    void askAgain(LiveSubscription target, long since) {
        with(target.id(), subscription -> subscription.askAgain(since));
    }

    void onOpen() {
        each(WireSubscription::open);
    }

    void onWritable() {
        each(WireSubscription::writable);
    }

    void onAuthenticated() {
        each(WireSubscription::authenticated);
    }

    void onAuthRefused(String words) {
        each(subscription -> subscription.authenticationRefused(words));
    }

    void onLost(String why) {
        backfill.onLost();
        each(subscription -> subscription.onLost(why));
        for (LiveSubscription target : List.copyOf(waiting.values())) {
            target.out(new SubscriptionSignal.Lost(wire.relay(), why));
        }
    }

    void onEvent(RelayMessage.EventMessage message) {
        if (message.subscriptionId().equals(Backfill.ID)) {
            backfill.onEvent(message, tally);
            return;
        }
        with(message.subscriptionId(), subscription -> subscription.onEvent(message, tally));
    }

    void onEndOfStored(RelayMessage.EndOfStored message) {
        if (message.subscriptionId().equals(Backfill.ID)) {
            backfill.onEndOfStored();
            return;
        }
        with(message.subscriptionId(), WireSubscription::onEndOfStored);
    }

    void onClosed(RelayMessage.Closed message) {
        if (message.subscriptionId().equals(Backfill.ID)) {
            backfill.onRefused();
            return;
        }
        with(message.subscriptionId(), subscription -> subscription.onClosed(message.message()));
    }

    /** Says CLOSE to all. */
    void close() {
        for (WireSubscription subscription : List.copyOf(active.values())) {
            subscription.close();
            subscription.target().removed(wire.relay());
        }
        active.clear();
        List<LiveSubscription> unasked = List.copyOf(waiting.values());
        waiting.clear();
        unasked.forEach(target -> target.removed(wire.relay()));
    }

    private void with(String id, Consumer<WireSubscription> action) {
        WireSubscription subscription = active.get(id);
        if (subscription != null) {
            action.accept(subscription);
        }
    }

    private void each(Consumer<WireSubscription> action) {
        List.copyOf(active.values()).forEach(action);
    }
}
