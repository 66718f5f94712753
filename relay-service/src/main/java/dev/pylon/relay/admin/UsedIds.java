package dev.pylon.relay.admin;

import dev.pylon.nostr.event.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Events that have allowed a request and may not allow another, for as long as they would. */
final class UsedIds {
    private final Duration kept;
    private final Map<EventId, Instant> used = new LinkedHashMap<>();

    UsedIds(Duration kept) {
        this.kept = kept;
    }

    /** False if it was used before. */
    synchronized boolean use(EventId id, Instant now) {
        used.values().removeIf(at -> at.plus(kept).isBefore(now));
        return used.putIfAbsent(id, now) == null;
    }
}
