package dev.pylon.relay.storage;

import java.util.List;

/**
 * Some of an answer, newest first.
 *
 * @param left how many more are wanted at most; 0 if these are the last
 */
public record Page(List<StoredEvent> events, int left) {
    public Page {
        events = List.copyOf(events);
    }
}
