package dev.pylon.relay.connection;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.message.MessageCodec;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.relay.policy.Refusal;
import dev.pylon.relay.subscription.Recipient;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** One subscription of one connection: held until AUTH, answered, live, or ended. */
final class OpenSubscription implements Recipient {
    private final String id;
    private final byte[] prefix;
    private final Outbound outbound;
    private final Supplier<Set<PublicKey>> keys;
    private final Consumer<OpenSubscription> forget;
    private final Disposable.Swap work = Disposables.swap();

    OpenSubscription(
            String id,
            Outbound outbound,
            Supplier<Set<PublicKey>> keys,
            Consumer<OpenSubscription> forget) {
        this.id = id;
        this.outbound = outbound;
        this.keys = keys;
        this.forget = forget;
        prefix = MessageCodec.eventPrefix(id);
    }

    String id() {
        return id;
    }

    /** What goes on for it now, in place of what went on before. */
    void doing(Disposable next) {
        work.update(next);
    }

    /** Ends it without a word. */
    void end() {
        work.dispose();
    }

    @Override
    public Set<PublicKey> keys() {
        return keys.get();
    }

    @Override
    public Mono<Void> stored(byte[] body) {
        return outbound.room().then(Mono.fromRunnable(() -> live(body)));
    }

    @Override
    public void live(byte[] body) {
        if (!work.isDisposed()) {
            outbound.send(prefix, body);
        }
    }

    @Override
    public void endOfStored() {
        if (!work.isDisposed()) {
            outbound.send(new RelayMessage.EndOfStored(id));
        }
    }

    @Override
    public void ended(Refusal why) {
        if (!work.isDisposed()) {
            work.dispose();
            forget.accept(this);
            outbound.send(new RelayMessage.Closed(id, why.message()));
        }
    }
}
