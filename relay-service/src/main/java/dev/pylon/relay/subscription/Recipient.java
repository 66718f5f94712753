package dev.pylon.relay.subscription;

import dev.pylon.relay.policy.Refusal;
import reactor.core.publisher.Mono;

/** Who receives what a subscription finds. Calls come one after the other, from any thread. */
public interface Recipient {
    /** A stored event's JSON. Completes when there is room for another. */
    Mono<Void> stored(byte[] body);

    /** Nothing stored is left to send. */
    void endOfStored();

    /** A live event's JSON; the array is shared. Must not wait. */
    void live(byte[] body);

    /** The subscription has ended; nothing follows. */
    void ended(Refusal why);
}
