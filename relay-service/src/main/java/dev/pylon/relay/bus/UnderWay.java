package dev.pylon.relay.bus;

import dev.pylon.nostr.event.EventId;
import dev.pylon.relay.storage.VerifiedEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The group that this replica is committing. What of it can be read in the log already is left to
 * who commits it, since its sender is answered before anybody is told.
 */
final class UnderWay {
    private volatile @Nullable Group current;

    void begin(List<VerifiedEvent> events) {
        current = new Group(events);
    }

    void end() {
        Group ended = current;
        current = null;
        if (ended != null) {
            ended.end.tryEmitEmpty();
        }
    }

    /** Completes when the group that has the event is dealt with; empty if none has. */
    Optional<Mono<Void>> endOf(EventId id) {
        Group group = current;
        return group != null && group.ids().contains(id)
                ? Optional.of(group.end.asMono())
                : Optional.empty();
    }

    private static final class Group {
        private final List<VerifiedEvent> events;
        private final Sinks.Empty<Void> end = Sinks.empty();
        private @Nullable Set<EventId> ids;

        Group(List<VerifiedEvent> events) {
            this.events = events;
        }

        /** Only the reader of the log asks. */
        Set<EventId> ids() {
            if (ids == null) {
                ids = events.stream().map(event -> event.event().id()).collect(Collectors.toSet());
            }
            return ids;
        }
    }
}
