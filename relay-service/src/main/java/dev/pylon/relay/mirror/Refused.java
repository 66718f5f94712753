package dev.pylon.relay.mirror;

import dev.pylon.nostr.event.EventId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Events of another relay that this one will not have, the latest of them: too old for its
 * retention, deleted, banned. They need not be fetched again. Safe for use by many threads.
 */
final class Refused {
    private static final int MOST = 100_000;

    private final Set<EventId> ids =
            Collections.synchronizedSet(
                    Collections.newSetFromMap(
                            new LinkedHashMap<>() {
                                private static final long serialVersionUID = 1;

                                @Override
                                protected boolean removeEldestEntry(
                                        Map.Entry<EventId, Boolean> eldest) {
                                    return size() > MOST;
                                }
                            }));

    void add(EventId id) {
        ids.add(id);
    }

    boolean contains(EventId id) {
        return ids.contains(id);
    }
}
