package dev.pylon.relay.storage;

import dev.pylon.nostr.event.EventId;
import dev.pylon.primitives.Bytes32;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that is gone.
 *
 * @param position where it stood; the same event stored again would have another
 */
public record RemovedEvent(LogPosition position, EventId id) {
    /** As the database has several: ids one after the other, or neither where none are. */
    public static List<RemovedEvent> all(byte @Nullable [] ids, Long @Nullable [] positions) {
        if (ids == null || positions == null) {
            return List.of();
        }
        List<RemovedEvent> removed = new ArrayList<>(positions.length);
        ByteBuffer left = ByteBuffer.wrap(ids);
        for (long position : positions) {
            byte[] id = new byte[Bytes32.SIZE];
            left.get(id);
            removed.add(new RemovedEvent(new LogPosition(position), EventId.of(id)));
        }
        return removed;
    }
}
