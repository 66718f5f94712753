package dev.pylon.nostr.auth;

import dev.pylon.nostr.event.PublicKey;

/** What a relay thinks of an AUTH event. */
public sealed interface AuthOutcome {
    /** The client holds this key. */
    record Authenticated(PublicKey key) implements AuthOutcome {}

    /** The event proves nothing. */
    record Refused(AuthFailure failure) implements AuthOutcome {
        /** In words fit for the client, to stand behind a prefix like {@code invalid: }. */
        public String reason() {
            return failure.reason();
        }
    }
}
