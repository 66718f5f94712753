package dev.pylon.nostr.event;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON that is not an event of NIP-01. It carries no stack trace. */
public final class MalformedEvent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable EventId id;

    public MalformedEvent(String reason, @Nullable EventId id) {
        super(reason, null, false, false);
        this.id = id;
    }

    /** What is wrong, in words fit for the sender. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** The id that the event claims, if that much could be read. */
    public Optional<EventId> id() {
        return Optional.ofNullable(id);
    }
}
