package dev.pylon.nostr.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Msat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A provider's announcement, kind 31990 (NIP-89).
 *
 * @param identifier its {@code d}
 * @param kinds of requests it takes
 * @param price of a job, unless its model says otherwise
 * @param encryption what it can read, such as {@code nip44}
 * @param simulated whether no model answers
 */
public record ProviderAnnouncement(
        Event event,
        String identifier,
        Set<Integer> kinds,
        Optional<String> name,
        Optional<String> about,
        List<ModelOffer> models,
        Optional<Msat> price,
        Set<String> encryption,
        boolean simulated) {
    public ProviderAnnouncement {
        kinds = Set.copyOf(kinds);
        models = List.copyOf(models);
        encryption = Set.copyOf(encryption);
    }

    public PublicKey provider() {
        return event.pubkey();
    }
}
