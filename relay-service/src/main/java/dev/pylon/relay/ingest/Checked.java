package dev.pylon.relay.ingest;

import dev.pylon.relay.storage.VerifiedEvent;

/** What checking an event came to. */
public sealed interface Checked {
    /** It may be published. */
    record Valid(VerifiedEvent event) implements Checked {}

    /** There is nothing more to do than to say so. */
    record Answered(Reply reply) implements Checked {}
}
