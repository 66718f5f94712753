package dev.pylon.nostr.auth;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Both sides of NIP-42: what a client signs, and whether a relay believes it. */
public final class Nip42 {
    /** How far {@code created_at} may be from the relay's clock, either way. */
    public static final Duration TOLERANCE = Duration.ofMinutes(10);

    private Nip42() {}

    /** What a client signs to answer a challenge, created now. */
    public static EventTemplate authTemplate(String relayUrl, String challenge) {
        return EventTemplate.of(
                Kinds.CLIENT_AUTH,
                Tags.of(Tag.of("relay", relayUrl), Tag.of("challenge", challenge)),
                "");
    }

    /**
     * Checks an AUTH event, the signature last because it costs most.
     *
     * @param relayUrls by which names the relay is known; case, a trailing slash, a default port
     *     and whether it is ws or wss do not matter
     */
    public static AuthOutcome check(
            Event event, String challenge, Set<String> relayUrls, Instant now) {
        Optional<AuthFailure> failure = failure(event, challenge, relayUrls, now);
        return failure.isPresent()
                ? new AuthOutcome.Refused(failure.get())
                : new AuthOutcome.Authenticated(event.pubkey());
    }

    private static Optional<AuthFailure> failure(
            Event event, String challenge, Set<String> relayUrls, Instant now) {
        if (event.kind() != Kinds.CLIENT_AUTH) {
            return Optional.of(AuthFailure.WRONG_KIND);
        }
        if (!event.tags().firstValue("challenge").filter(challenge::equals).isPresent()) {
            return Optional.of(AuthFailure.WRONG_CHALLENGE);
        }
        if (!event.tags()
                .firstValue("relay")
                .filter(url -> RelayUrls.isOneOf(relayUrls, url))
                .isPresent()) {
            return Optional.of(AuthFailure.WRONG_RELAY);
        }
        if (Math.abs(now.getEpochSecond() - event.createdAt()) > TOLERANCE.toSeconds()) {
            return Optional.of(AuthFailure.WRONG_TIME);
        }
        return event.isValid() ? Optional.empty() : Optional.of(AuthFailure.BAD_SIGNATURE);
    }
}
