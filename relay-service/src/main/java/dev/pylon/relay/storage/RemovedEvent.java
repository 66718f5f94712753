package dev.pylon.relay.storage;

import dev.pylon.nostr.event.EventId;

/**
 * An event that is gone.
 *
 * @param position where it stood; the same event stored again would have another
 */
public record RemovedEvent(LogPosition position, EventId id) {}
