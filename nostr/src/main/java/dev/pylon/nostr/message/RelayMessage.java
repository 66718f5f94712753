package dev.pylon.nostr.message;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;

/** What a relay says to a client (NIP-01, NIP-42, NIP-45, NIP-77). */
public sealed interface RelayMessage {
    /** The message as it goes over the wire. */
    default String toJson() {
        return MessageWriter.write(this).toString();
    }

    /** {@link #toJson} in UTF-8. */
    default byte[] toJsonBytes() {
        return MessageWriter.write(this).toBytes();
    }

    /** EVENT: this matches your subscription. */
    record EventMessage(String subscriptionId, Event event) implements RelayMessage {}

    /**
     * OK: what became of an event that was sent, by EVENT or AUTH.
     *
     * @param message a prefix of one word, a colon and words for people; may be empty if accepted
     */
    record Ok(EventId id, boolean accepted, String message) implements RelayMessage {}

    /** EOSE: all that was stored has been sent. */
    record EndOfStored(String subscriptionId) implements RelayMessage {}

    /** CLOSED: the subscription is refused or ended. */
    record Closed(String subscriptionId, String message) implements RelayMessage {}

    /** NOTICE: words for people. */
    record Notice(String message) implements RelayMessage {}

    /** AUTH: prove who you are by signing this. */
    record Challenge(String challenge) implements RelayMessage {}

    /** NEG-MSG: the next message of a comparison (NIP-77), in hex. */
    record SyncMessage(String subscriptionId, String hex) implements RelayMessage {}

    /** NEG-ERR: the comparison is refused or ended. */
    record SyncError(String subscriptionId, String reason) implements RelayMessage {}

    /**
     * COUNT: so many match.
     *
     * @param approximate whether the relay did not count to the end
     */
    record CountResult(String subscriptionId, long count, boolean approximate)
            implements RelayMessage {
        public CountResult(String subscriptionId, long count) {
            this(subscriptionId, count, false);
        }
    }
}
