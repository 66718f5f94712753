package dev.pylon.relay.storage;

import dev.pylon.nostr.event.EventId;
import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;

/** Reads the columns that many statements return. */
final class Rows {
    private Rows() {}

    static EventId id(Readable row) {
        return EventId.of(bytes(row, "id"));
    }

    static RemovedEvent removed(Readable row) {
        return new RemovedEvent(new LogPosition(number(row, "position")), id(row));
    }

    static byte[] bytes(Readable row, String column) {
        return present(row.get(column, byte[].class), column);
    }

    static String text(Readable row, String column) {
        return present(row.get(column, String.class), column);
    }

    static long number(Readable row, String column) {
        return present(row.get(column, Long.class), column);
    }

    static StoredEvent stored(Readable row) {
        return new StoredEvent(
                new LogPosition(number(row, "position")),
                id(row),
                number(row, "created_at"),
                bytes(row, "body"));
    }

    private static <T> T present(@Nullable T value, String column) {
        if (value == null) {
            throw new IllegalStateException("no " + column + " in the row");
        }
        return value;
    }
}
