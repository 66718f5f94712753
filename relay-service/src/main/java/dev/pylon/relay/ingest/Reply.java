package dev.pylon.relay.ingest;

import dev.pylon.relay.policy.Refusal;

/**
 * What the sender of an event is told, as in NIP-01's OK.
 *
 * @param message a prefix and words; empty where there is nothing to say
 */
public record Reply(boolean accepted, String message) {
    static final Reply ACCEPTED = new Reply(true, "");
    static final Reply DUPLICATE = new Reply(true, "duplicate: this relay has the event");
    static final Reply SUPERSEDED = new Reply(true, "duplicate: this relay has a newer version");

    public static Reply of(Refusal refusal) {
        return new Reply(false, refusal.message());
    }

    /** Whether the event is stored now and was not before. */
    public boolean isNews() {
        return accepted && message.isEmpty();
    }

    /** For metrics: accepted, or the message's prefix. */
    public String outcome() {
        int colon = message.indexOf(':');
        return colon < 0 ? "accepted" : message.substring(0, colon);
    }
}
