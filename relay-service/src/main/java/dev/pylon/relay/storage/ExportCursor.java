package dev.pylon.relay.storage;

import dev.pylon.nostr.event.EventId;

/**
 * Where an export stands: after the event with this id of this time. Exports go from old to new,
 * and from the highest id to the lowest where events are as old, so that the same index serves them
 * backwards.
 */
public record ExportCursor(long createdAt, EventId id) {
    /** Before everything. */
    public static final ExportCursor START = new ExportCursor(-1, EventId.fromHex("f".repeat(64)));

    /**
     * Reads {@code 1700000000:<id>}.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static ExportCursor parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a cursor is written <created_at>:<id>");
        }
        return new ExportCursor(
                Long.parseLong(text.substring(0, colon)),
                EventId.fromHex(text.substring(colon + 1)));
    }
}
