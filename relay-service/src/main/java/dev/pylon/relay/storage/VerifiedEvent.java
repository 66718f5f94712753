package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;

/**
 * An event whose id and signature hold, with the JSON that is stored and sent on. The array is
 * shared and never changed.
 */
@SuppressWarnings("ArrayRecordComponent")
public record VerifiedEvent(Event event, byte[] body) {
    /** Takes the caller's word that the event is valid. */
    public static VerifiedEvent of(Event event) {
        return new VerifiedEvent(event, event.toJsonBytes());
    }
}
