package dev.pylon.relay.storage;

import dev.pylon.nostr.event.EventId;
import java.util.List;

/**
 * What one commit did.
 *
 * @param outcomes one per event, in the order given
 * @param removed events that are gone because of it
 */
public record Appended(List<StoreOutcome> outcomes, List<EventId> removed) {
    public Appended {
        outcomes = List.copyOf(outcomes);
        removed = List.copyOf(removed);
    }
}
