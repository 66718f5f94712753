package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * An event whose id and signature hold, with the JSON that is stored and sent on. The array is
 * shared and never changed.
 *
 * @param tagKeys of the tags that filters may ask for
 */
@SuppressWarnings("ArrayRecordComponent")
public record VerifiedEvent(Event event, byte[] body, Set<UUID> tagKeys) {
    public VerifiedEvent(Event event, byte[] body) {
        this(event, body, keys(event));
    }

    /** Takes the caller's word that the event is valid. */
    public static VerifiedEvent of(Event event) {
        return new VerifiedEvent(event, event.toJsonBytes());
    }

    private static Set<UUID> keys(Event event) {
        Set<UUID> keys = new LinkedHashSet<>();
        for (Tag tag : event.tags()) {
            if (tag.isIndexed()) {
                keys.add(TagKey.of(tag.name(), tag.values().get(1)));
            }
        }
        return Collections.unmodifiableSet(keys);
    }
}
