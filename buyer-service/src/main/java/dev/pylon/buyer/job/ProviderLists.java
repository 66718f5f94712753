package dev.pylon.buyer.job;

import dev.pylon.nostr.event.PublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may be paid.
 *
 * @param allowed if not empty, nobody else
 * @param denied never, also if allowed
 */
public record ProviderLists(Set<PublicKey> allowed, Set<PublicKey> denied) {
    public static final ProviderLists NONE = new ProviderLists(Set.of(), Set.of());

    public ProviderLists {
        allowed = Set.copyOf(allowed);
        denied = Set.copyOf(denied);
    }

    /** Why this provider may not be paid; null if it may. */
    public @Nullable Problem objection(PublicKey provider) {
        if (denied.contains(provider)) {
            return new Problem("provider-denied", "the provider is on a deny list");
        }
        if (!allowed.isEmpty() && !allowed.contains(provider)) {
            return new Problem("provider-not-allowed", "the provider is not on the allow list");
        }
        return null;
    }
}
