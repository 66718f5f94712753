package dev.pylon.relay.storage;

import dev.pylon.nostr.event.EventId;
import java.util.List;

/** What happened in the relay, in the order of its commits. */
public sealed interface LogEntry {
    /** An event was stored. */
    record Added(LogPosition position, VerifiedEvent event) implements LogEntry {}

    /** An ephemeral event passed through; it is stored nowhere. */
    record Passing(VerifiedEvent event) implements LogEntry {}

    /** Events are gone: replaced, deleted, expired or not kept any longer. */
    record Removed(List<RemovedEvent> events) implements LogEntry {
        public Removed {
            events = List.copyOf(events);
        }

        public List<EventId> ids() {
            return events.stream().map(RemovedEvent::id).toList();
        }
    }

    /**
     * All events of a shelf that are older than a time are gone, for they are not kept any longer.
     *
     * @param before in seconds, like {@code created_at}
     */
    record Forgotten(Shelf shelf, long before) implements LogEntry {}

    /** Other replicas may have removed events that no entry names. */
    record Lost() implements LogEntry {}
}
