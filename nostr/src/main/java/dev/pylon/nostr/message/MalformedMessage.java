package dev.pylon.nostr.message;

import dev.pylon.nostr.event.EventId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are no message that we know, with what can be told of them, so that a relay can answer
 * OK false, CLOSED or NOTICE. It carries no stack trace.
 */
public final class MalformedMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean unsupported;
    private final @Nullable String verb;
    private final @Nullable String subscriptionId;
    private final transient @Nullable EventId eventId;

    MalformedMessage(
            String reason,
            boolean unsupported,
            @Nullable String verb,
            @Nullable String subscriptionId,
            @Nullable EventId eventId) {
        super(reason, null, false, false);
        this.unsupported = unsupported;
        this.verb = verb;
        this.subscriptionId = subscriptionId;
        this.eventId = eventId;
    }

    /** What is wrong, in words fit for the sender. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** The reason with its machine-readable prefix: {@code invalid: } or {@code unsupported: }. */
    public String prefixedReason() {
        return (unsupported ? "unsupported: " : "invalid: ") + reason();
    }

    /** The message's first element, if that much could be read. */
    public Optional<String> verb() {
        return Optional.ofNullable(verb);
    }

    /** The subscription that was meant, if that much could be read. */
    public Optional<String> subscriptionId() {
        return Optional.ofNullable(subscriptionId);
    }

    /** The id that the event claims, if that much could be read. */
    public Optional<EventId> eventId() {
        return Optional.ofNullable(eventId);
    }
}
