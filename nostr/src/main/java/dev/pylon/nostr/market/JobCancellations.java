package dev.pylon.nostr.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.primitives.Hex;
import java.util.List;

/** Taking a job back: a deletion (NIP-09) of the request by its author. */
public final class JobCancellations {
    private JobCancellations() {}

    public static EventTemplate template(EventId job, int requestKind) {
        return EventTemplate.of(
                Kinds.DELETION,
                Tags.of(Tag.of("e", job.hex()), Tag.of("k", Integer.toString(requestKind))),
                "cancelled");
    }

    /**
     * The events that a deletion names; none if it is of another kind. Only those of its own author
     * are cancelled by it: see {@link #cancels}.
     */
    public static List<EventId> jobs(Event deletion) {
        if (deletion.kind() != Kinds.DELETION) {
            return List.of();
        }
        return deletion.tags()
                .values("e")
                .filter(id -> Hex.isLowerCase(id, 32))
                .map(EventId::fromHex)
                .toList();
    }

    /** Whether this takes that request back: it names it, and has the same author. */
    public static boolean cancels(Event deletion, Event request) {
        return deletion.pubkey().equals(request.pubkey()) && jobs(deletion).contains(request.id());
    }
}
