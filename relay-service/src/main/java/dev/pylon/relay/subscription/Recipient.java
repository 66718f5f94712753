package dev.pylon.relay.subscription;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.relay.policy.Refusal;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Who receives what a subscription finds. Calls come one after the other, from any thread. */
public interface Recipient {
    /** Whom it has proved to be, by now. */
    Set<PublicKey> keys();

    /** A stored event's JSON. Completes when there is room for another. */
    Mono<Void> stored(byte[] body);

    /** Nothing stored is left to send. */
    void endOfStored();

    /** A live event's JSON; the array is shared. Must not wait. */
    void live(byte[] body);

    /** The subscription has ended; nothing follows. */
    void ended(Refusal why);
}
