package dev.pylon.relay.protocol;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.relay.policy.PrivacySettings;
import dev.pylon.relay.policy.Refusal;
import dev.pylon.relay.storage.Audience;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may see gift wraps (NIP-59) and other events between people: whom they name, once it has
 * authenticated, in stored answers, counts and live.
 */
public final class Privacy {
    private final Set<Integer> kinds;
    private final Set<Integer> authored;

    public Privacy(PrivacySettings settings) {
        authored = Set.copyOf(settings.partyKinds());
        Set<Integer> all = new HashSet<>(settings.recipientKinds());
        all.addAll(authored);
        kinds = Set.copyOf(all);
    }

    public boolean isPrivate(Event event) {
        return kinds.contains(event.kind());
    }

    /** Whether who holds these keys may see the event, which is private. */
    public boolean isFor(Event event, Set<PublicKey> keys) {
        if (keys.isEmpty()) {
            return false;
        }
        return (authored.contains(event.kind()) && keys.contains(event.pubkey()))
                || event.tags().anyMatch("p", hex(keys));
    }

    /** What the store needs to know of who asks. */
    public Audience audience(Set<PublicKey> keys) {
        return new Audience(kinds, authored, keys);
    }

    /** Whether a filter asks for nothing but private events. */
    public boolean needsAuthentication(List<Filter> filters) {
        return filters.stream().anyMatch(this::isOnlyPrivate);
    }

    /** Refuses who asks for events that name others, and are for them alone. */
    public Optional<Refusal> check(List<Filter> filters, Set<PublicKey> keys) {
        return filters.stream().anyMatch(filter -> isOnlyPrivate(filter) && !names(filter, keys))
                ? Optional.of(Refusal.restricted("these events are only for whom they name"))
                : Optional.empty();
    }

    private boolean isOnlyPrivate(Filter filter) {
        return filter.kinds()
                .map(asked -> !asked.isEmpty() && kinds.containsAll(asked))
                .orElse(false);
    }

    /** Whether something could be found: a filter that names nobody finds what is for the keys. */
    private boolean names(Filter filter, Set<PublicKey> keys) {
        Set<String> wanted = filter.tags().get("p");
        if (wanted == null || hex(keys).stream().anyMatch(wanted::contains)) {
            return true;
        }
        return filter.kinds()
                        .map(asked -> asked.stream().anyMatch(authored::contains))
                        .orElse(false)
                && filter.authors().map(a -> a.stream().anyMatch(keys::contains)).orElse(true);
    }

    private static Set<String> hex(Set<PublicKey> keys) {
        return keys.stream().map(PublicKey::hex).collect(Collectors.toSet());
    }
}
