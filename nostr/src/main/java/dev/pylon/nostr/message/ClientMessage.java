package dev.pylon.nostr.message;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import java.util.List;

/** What a client says to a relay (NIP-01, NIP-42, NIP-45). */
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

    /** COUNT: how many match any of these? */
    record Count(String subscriptionId, List<Filter> filters) implements ClientMessage {
        public Count {
            filters = List.copyOf(filters);
        }
    }
}
