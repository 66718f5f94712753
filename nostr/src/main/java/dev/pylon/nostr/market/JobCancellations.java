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

    /** The events that a deletion names. Only those of its own author are cancelled by it. */
    public static List<EventId> jobs(Event deletion) {
        return deletion.tags()
                .values("e")
                .filter(id -> Hex.isLowerCase(id, 32))
                .map(EventId::fromHex)
                .toList();
    }
}
