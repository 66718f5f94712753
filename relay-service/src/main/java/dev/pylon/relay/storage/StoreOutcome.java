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
}
