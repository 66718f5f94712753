package dev.pylon.relay.protocol;

import dev.pylon.nostr.auth.RelayUrls;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.relay.policy.Refusal;
import java.util.Optional;
import java.util.Set;

/**
 * NIP-62: a request to vanish is taken if it names this relay or all of them. So every one that is
 * stored is one that the store has carried out.
 */
public final class VanishRequests {
    private static final String ALL = "ALL_RELAYS";

    private VanishRequests() {}

    /**
     * What is wrong with the event, if it is such a request; empty if nothing.
     *
     * @param relayUrls the names of this relay
     */
    public static Optional<Refusal> check(Event event, Set<String> relayUrls) {
        if (event.kind() != Kinds.VANISH) {
            return Optional.empty();
        }
        return event.tags()
                        .values("relay")
                        .anyMatch(url -> url.equals(ALL) || RelayUrls.isOneOf(relayUrls, url))
                ? Optional.empty()
                : Optional.of(
                        Refusal.invalid("no relay tag of this request to vanish names this relay"));
    }
}
