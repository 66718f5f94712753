package dev.pylon.relay.policy;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom and what the administrator keeps out (NIP-86), each with a reason that may be empty.
 *
 * @param allowedKeys if there are any, only who holds one of these may publish
 * @param addresses of clients that may not connect
 */
public record Bans(
        Map<PublicKey, String> keys,
        Map<PublicKey, String> allowedKeys,
        Map<EventId, String> events,
        Map<String, String> addresses) {
    public static final Bans NONE = new Bans(Map.of(), Map.of(), Map.of(), Map.of());

    public Bans {
        keys = Map.copyOf(keys);
        allowedKeys = Map.copyOf(allowedKeys);
        events = Map.copyOf(events);
        addresses = Map.copyOf(addresses);
    }

    /** Why this event is kept out; empty if it is not. */
    public Optional<Refusal> check(Event event) {
        if (!keys.isEmpty() && keys.containsKey(event.pubkey())) {
            return blocked("this key is banned", keys.get(event.pubkey()));
        }
        if (!events.isEmpty() && events.containsKey(event.id())) {
            return blocked("this event is banned", events.get(event.id()));
        }
        return Optional.empty();
    }

    /** Whether who proved these keys may publish something of this author. */
    public boolean admits(PublicKey author, Set<PublicKey> proved) {
        return allowedKeys.isEmpty()
                || allowedKeys.containsKey(author)
                || proved.stream().anyMatch(allowedKeys::containsKey);
    }

    private static Optional<Refusal> blocked(String what, String reason) {
        return Optional.of(Refusal.blocked(reason.isBlank() ? what : what + ", " + reason));
    }
}
