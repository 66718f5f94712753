package dev.pylon.relay.storage;

/** What became of an event that was to be stored. */
public sealed interface StoreOutcome {
    /** It is committed; older versions of it, and what it deletes, are gone. */
    record Stored(LogPosition position) implements StoreOutcome {}

    /** It was there already. */
    record Duplicate() implements StoreOutcome {}

    /** A newer version of the same replaceable event is there. */
    record Superseded() implements StoreOutcome {}

    /** Its author has deleted it. */
    record Deleted() implements StoreOutcome {}

    /** It is not newer than a request to vanish of its author, or of whom it is for (NIP-62). */
    record Vanished() implements StoreOutcome {}

    /** The administrator keeps it or its author out (NIP-86). */
    record Banned() implements StoreOutcome {}
}
