package dev.pylon.relay.ingest;

import dev.pylon.nostr.event.EventId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ids that were committed lately and are still there: between one and two times the number given.
 * What was removed lately does not come back: who adds it may have asked before it was removed.
 * Safe for use by many threads.
 */
final class RecentIds {
    private final int size;
    private volatile Set<EventId> young = ConcurrentHashMap.newKeySet();
    private volatile Set<EventId> old = ConcurrentHashMap.newKeySet();
    private final Set<EventId> gone =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<EventId, Boolean> eldest) {
                            return size() > size;
                        }
                    });

    RecentIds(int size) {
        this.size = size;
    }

    boolean contains(EventId id) {
        return young.contains(id) || old.contains(id);
    }

    synchronized void add(EventId id) {
        if (!gone.isEmpty() && gone.contains(id)) {
            return;
        }
        if (young.size() >= size) {
            old = young;
            young = ConcurrentHashMap.newKeySet();
        }
        young.add(id);
    }

    synchronized void remove(Collection<EventId> ids) {
        ids.forEach(id -> {
            young.remove(id);
            old.remove(id);
        });
        gone.addAll(ids);
    }

    /** Forgets everything. */
    synchronized void clear() {
        young = ConcurrentHashMap.newKeySet();
        old = ConcurrentHashMap.newKeySet();
    }
}
