package dev.pylon.relay.admin;

import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.relay.connection.Connections;
import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.Bans;
import dev.pylon.relay.policy.CurrentBans;
import dev.pylon.relay.storage.EventBus;
import dev.pylon.relay.storage.RemovedEvent;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Bans and their ends, one at a time. When a ban completes, what it names is removed, refused, and
 * the connections it concerns are ended.
 */
public final class Moderation {
    private final BanStore store;
    private final CurrentBans current;
    private final EventBus bus;
    private final Connections connections;
    private final RelayMetrics metrics;
    private final Budget turn = new Budget(1);

    public Moderation(
            BanStore store,
            CurrentBans current,
            EventBus bus,
            Connections connections,
            RelayMetrics metrics) {
        this.store = store;
        this.current = current;
        this.bus = bus;
        this.connections = connections;
        this.metrics = metrics;
    }

    public Bans bans() {
        return current.get();
    }

    public Mono<Void> ban(PublicKey key, String reason) {
        return change(store.ban(key, reason).doOnNext(this::gone).then())
                .doOnSuccess(done -> connections.endOf(key));
    }

    public Mono<Void> ban(EventId id, String reason) {
        return change(store.ban(id, reason).doOnNext(this::gone).then());
    }

    public Mono<Void> unban(PublicKey key) {
        return change(store.unban(key));
    }

    public Mono<Void> unban(EventId id) {
        return change(store.unban(id));
    }

    public Mono<Void> allow(PublicKey key, String reason) {
        return change(store.allow(key, reason));
    }

    public Mono<Void> unallow(PublicKey key) {
        return change(store.unallow(key));
    }

    public Mono<Void> block(String address, String reason) {
        return change(store.block(address, reason))
                .doOnSuccess(done -> connections.endFrom(address));
    }

    public Mono<Void> unblock(String address) {
        return change(store.unblock(address));
    }

    /** Takes up what another replica has changed, and ends the connections it concerns here. */
    public Mono<Void> reload() {
        return turn.during(1, store.load().doOnNext(this::takeUp).then());
    }

    private void takeUp(Bans next) {
        Bans before = current.get();
        current.replace(next);
        next.keys().keySet().stream()
                .filter(key -> !before.keys().containsKey(key))
                .forEach(connections::endOf);
        next.addresses().keySet().stream()
                .filter(address -> !before.addresses().containsKey(address))
                .forEach(connections::endFrom);
    }

    private Mono<Void> change(Mono<Void> write) {
        return turn.during(1, write.then(store.load()).doOnNext(current::replace).then());
    }

    private void gone(List<RemovedEvent> events) {
        if (!events.isEmpty()) {
            bus.removed(events);
            metrics.removed("banned", events.size());
        }
    }
}
