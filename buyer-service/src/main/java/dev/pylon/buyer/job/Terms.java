package dev.pylon.buyer.job;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Msat;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed with the caller when the job was submitted. Never changes.
 *
 * @param request the event as signed
 * @param account whose job it is, and whose money
 * @param prompt what to show of the inputs
 * @param bid the most that may be paid; null if a person decides
 * @param patience how long the caller waits
 * @param targets who is asked: one, several, or, if empty, everybody
 * @param preference how the caller wants the provider chosen
 */
public record Terms(
        Event request,
        String account,
        String prompt,
        @Nullable String model,
        @Nullable Msat bid,
        boolean autoPay,
        Set<PublicKey> targets,
        List<RelayUrl> relays,
        Instant submittedAt,
        Duration patience,
        Preference preference) {
    public Terms {
        targets = Set.copyOf(targets);
        relays = List.copyOf(relays);
        if (relays.isEmpty()) {
            throw new IllegalArgumentException("relays must not be empty");
        }
    }

    public EventId id() {
        return request.id();
    }

    public int kind() {
        return request.kind();
    }

    /** The one provider asked, if it is just one. */
    public Optional<PublicKey> onlyTarget() {
        return targets.size() == 1 ? Optional.of(targets.iterator().next()) : Optional.empty();
    }

    /** Whether this provider was asked. */
    public boolean asks(PublicKey provider) {
        return targets.isEmpty() || targets.contains(provider);
    }
}
