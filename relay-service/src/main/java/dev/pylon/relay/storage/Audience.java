package dev.pylon.relay.storage;

import dev.pylon.nostr.event.PublicKey;
import java.util.Set;

/**
 * Whom an answer is for. Of private kinds it gets what names one of its keys in a {@code p} tag.
 *
 * @param privateKinds kinds that are not for everybody
 * @param authored those of them that their author gets, too
 * @param keys whom the audience has proved to be
 */
public record Audience(Set<Integer> privateKinds, Set<Integer> authored, Set<PublicKey> keys) {
    /** Gets everything: the relay itself and its administrators. */
    public static final Audience UNRESTRICTED = new Audience(Set.of(), Set.of(), Set.of());

    public Audience {
        privateKinds = Set.copyOf(privateKinds);
        authored = Set.copyOf(authored);
        keys = Set.copyOf(keys);
    }
}
