package dev.pylon.relay.storage;

import dev.pylon.nostr.event.EventId;

/** An event as it lies in the store: where in the log, and the JSON to send. */
@SuppressWarnings("ArrayRecordComponent")
public record StoredEvent(LogPosition position, EventId id, long createdAt, byte[] body) {}
