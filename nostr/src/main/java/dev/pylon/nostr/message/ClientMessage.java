package dev.pylon.nostr.message;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import java.util.List;

/** What a client says to a relay (NIP-01, NIP-42, NIP-45, NIP-77). */
public sealed interface ClientMessage {
    /** The message as it goes over the wire. */
    default String toJson() {
        return MessageWriter.write(this).toString();
    }

    /** {@link #toJson} in UTF-8. */
    default byte[] toJsonBytes() {
        return MessageWriter.write(this).toBytes();
    }

    /** EVENT: please take this event. */
    record Publish(Event event) implements ClientMessage {}

    /** REQ: send me what matches any of these, and go on doing so. */
    record Subscribe(String subscriptionId, List<Filter> filters) implements ClientMessage {
        public Subscribe {
            filters = List.copyOf(filters);
        }
    }

    /** CLOSE: no more of this. */
    record Close(String subscriptionId) implements ClientMessage {}

    /** AUTH: this event, of kind 22242, proves who I am. */
    record Authenticate(Event event) implements ClientMessage {}

    /** What NIP-77 adds: both sides find out which events only one of them has. */
    sealed interface Sync extends ClientMessage {
        /** Not among those of REQ. */
        String subscriptionId();
    }

    /**
     * NEG-OPEN: let us compare what matches this.
     *
     * @param hex the first message of {@link dev.pylon.nostr.sync.Negentropy}
     */
    record SyncOpen(String subscriptionId, Filter filter, String hex) implements Sync {}

    /** NEG-MSG: the next message. */
    record SyncMessage(String subscriptionId, String hex) implements Sync {}

    /** NEG-CLOSE: that was all. */
    record SyncClose(String subscriptionId) implements Sync {}

    /** COUNT: how many match any of these? */
    record Count(String subscriptionId, List<Filter> filters) implements ClientMessage {
        public Count {
            filters = List.copyOf(filters);
        }
    }
}
