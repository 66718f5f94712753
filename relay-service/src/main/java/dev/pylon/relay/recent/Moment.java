package dev.pylon.relay.recent;

import dev.pylon.nostr.event.EventId;
import dev.pylon.relay.storage.StoredEvent;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of events: right before an event in age, or after all of a second.
 *
 * @param id of the event; null for the end of the second
 */
record Moment(long createdAt, @Nullable EventId id) {
    static Moment of(Held event) {
        return new Moment(event.createdAt, event.id);
    }

    static Moment of(StoredEvent event) {
        return new Moment(event.createdAt(), event.id());
    }

    static Moment endOf(long second) {
        return new Moment(second, null);
    }

    /** Whether the event is older; of equal times that with the higher id is. */
    boolean isAfter(Held event) {
        return event.createdAt < createdAt
                || (event.createdAt == createdAt && (id == null || event.id.compareTo(id) > 0));
    }
}
