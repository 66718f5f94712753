package dev.pylon.relay.recent;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.relay.storage.LogEntry;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.StoredEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A stored event in memory, and the timelines of its tags. */
final class Held {
    /** As answers are sent: of equal times the lowest id first. */
    static final Comparator<Held> NEWEST_FIRST =
            (a, b) -> {
                int order = Long.compare(b.createdAt, a.createdAt);
                return order != 0 ? order : a.id.compareTo(b.id);
            };

    /** Of the objects around a body, its place in the timelines that all events are in. */
    private static final int OVERHEAD = 430;

    private static final int TAG_OVERHEAD = 128;
    private static final Timeline[] NO_TAGS = {};

    final long position;
    final long createdAt;
    final EventId id;
    final PublicKey author;
    final int kind;

    private final long expiresAt;
    private final byte[] body;
    private final Timeline[] tags;

    /**
     * @param author one object for all events of the same
     */
    Held(LogEntry.Added added, PublicKey author, List<Timeline> tags) {
        Event event = added.event().event();
        position = added.position().value();
        createdAt = event.createdAt();
        id = event.id();
        this.author = author;
        kind = event.kind();
        expiresAt = event.expiration().map(Instant::getEpochSecond).orElse(Long.MAX_VALUE);
        body = added.event().body();
        this.tags = tags.isEmpty() ? NO_TAGS : tags.toArray(Timeline[]::new);
    }

    boolean hasExpired(long now) {
        return expiresAt <= now;
    }

    boolean isIn(Set<Timeline> any) {
        for (Timeline tag : tags) {
            if (any.contains(tag)) {
                return true;
            }
        }
        return false;
    }

    Timeline[] tags() {
        return tags;
    }

    int bodyBytes() {
        return body.length;
    }

    /** An estimate of the memory it takes. */
    long bytes() {
        return OVERHEAD + body.length + (long) TAG_OVERHEAD * tags.length;
    }

    StoredEvent stored() {
        return new StoredEvent(new LogPosition(position), id, createdAt, body);
    }
}
