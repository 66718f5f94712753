package dev.pylon.relay.connection;

import dev.pylon.nostr.auth.AuthOutcome;
import dev.pylon.nostr.auth.Nip42;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.primitives.Hex;
import dev.pylon.relay.ingest.Verifier;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.Bans;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Which keys one connection has proved to hold (NIP-42). One challenge serves for all of them. */
final class Authentication {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String challenge;
    private final Set<String> relayUrls;
    private final int maxKeys;
    private final Verifier verifier;
    private final Supplier<Bans> bans;
    private final InstantSource clock;
    private final RelayMetrics metrics;
    private final Set<PublicKey> keys = ConcurrentHashMap.newKeySet(1);
    private final AtomicInteger underWay = new AtomicInteger();

    Authentication(
            Set<String> relayUrls,
            int maxKeys,
            Verifier verifier,
            Supplier<Bans> bans,
            InstantSource clock,
            RelayMetrics metrics) {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        challenge = Hex.encode(random);
        this.relayUrls = relayUrls;
        this.maxKeys = maxKeys;
        this.verifier = verifier;
        this.bans = bans;
        this.clock = clock;
        this.metrics = metrics;
    }

    RelayMessage challenge() {
        return new RelayMessage.Challenge(challenge);
    }

    /** The names that this relay has for its client. */
    Set<String> relayUrls() {
        return relayUrls;
    }

    /** The keys proved so far. */
    Set<PublicKey> keys() {
        return keys;
    }

    boolean isDone() {
        return !keys.isEmpty();
    }

    /**
     * Whether what comes next may find more keys: an AUTH is being checked. Once this is false,
     * {@link #keys} has what it proved.
     */
    boolean isUnderWay() {
        return underWay.get() > 0;
    }

    /** Checks the event; {@link #conclude} is to follow in the order of messages. */
    Mono<AuthOutcome> check(Event event) {
        underWay.incrementAndGet();
        return verifier.run(() -> Nip42.check(event, challenge, relayUrls, clock.instant()));
    }

    /** Takes note of the outcome, and says what to answer. */
    RelayMessage conclude(Event event, AuthOutcome outcome) {
        RelayMessage.Ok answer =
                switch (outcome) {
                    case AuthOutcome.Authenticated(PublicKey key) -> note(event, key);
                    case AuthOutcome.Refused refused ->
                            new RelayMessage.Ok(event.id(), false, "invalid: " + refused.reason());
                };
        underWay.decrementAndGet();
        metrics.authentication(answer.accepted());
        return answer;
    }

    private RelayMessage.Ok note(Event event, PublicKey key) {
        if (bans.get().keys().containsKey(key)) {
            return new RelayMessage.Ok(event.id(), false, "blocked: this key is banned");
        }
        if (!keys.contains(key) && keys.size() >= maxKeys) {
            return new RelayMessage.Ok(
                    event.id(), false, "rate-limited: %d keys are enough".formatted(maxKeys));
        }
        keys.add(key);
        return new RelayMessage.Ok(event.id(), true, "");
    }
}
