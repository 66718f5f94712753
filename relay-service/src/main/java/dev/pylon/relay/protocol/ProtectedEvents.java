package dev.pylon.relay.protocol;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.MalformedEvent;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.relay.policy.Refusal;
import java.util.Optional;
import java.util.Set;

/** NIP-70: what carries a {@code -} tag comes from its authenticated author or not at all. */
public final class ProtectedEvents {
    private static final String TAG = "-";

    private ProtectedEvents() {}

    /** What is wrong with this event from who holds these keys; empty if nothing. */
    public static Optional<Refusal> check(Event event, Set<PublicKey> keys) {
        if (event.tags().has(TAG) && !keys.contains(event.pubkey())) {
            String why = "this event may only be published by its author";
            return Optional.of(
                    keys.isEmpty() ? Refusal.authRequired(why) : Refusal.restricted(why));
        }
        return isRepost(event) && embedsProtected(event.content())
                ? Optional.of(Refusal.blocked("a protected event is reposted without its text"))
                : Optional.empty();
    }

    private static boolean isRepost(Event event) {
        return event.kind() == Kinds.REPOST || event.kind() == Kinds.GENERIC_REPOST;
    }

    private static boolean embedsProtected(String content) {
        if (content.isBlank()) {
            return false;
        }
        try {
            return Event.fromJson(content).tags().has(TAG);
        } catch (MalformedEvent noEvent) {
            return false;
        }
    }
}
