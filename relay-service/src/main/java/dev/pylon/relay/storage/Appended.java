package dev.pylon.relay.storage;

import java.util.List;

/**
 * What one commit did.
 *
 * @param outcomes one per event, in the order given
 * @param removed events that are gone because of it
 */
public record Appended(List<StoreOutcome> outcomes, List<RemovedEvent> removed) {
    public Appended {
        outcomes = List.copyOf(outcomes);
        removed = List.copyOf(removed);
    }
}
