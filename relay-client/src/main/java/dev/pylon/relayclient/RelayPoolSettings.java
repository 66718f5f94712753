package dev.pylon.relayclient;

import dev.pylon.nostr.event.Signer;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link RelayPool} behaves. Everything has a default.
 *
 * @param relays of the pool at its start
 * @param identity the key that answers a relay's AUTH challenge (NIP-42); null answers none
 * @param backoff between attempts to connect
 * @param retry between repeats of what a relay refused for the time being
 * @param keepAlive of a quiet connection
 * @param guests relays outside the pool, for publishing only
 * @param connectTimeout for TCP, TLS and the WebSocket handshake together
 * @param authTimeout until a relay's OK to an AUTH; later it still counts
 * @param storedTimeout until a relay's EOSE; then the subscription is presumed live
 * @param ackTimeout until an unanswered event is sent again on a living connection
 * @param maxFrameBytes a larger frame closes that connection, which is then made anew
 * @param maxSubscriptions open at one relay at a time, one of them kept for catching up after an
 *     interruption; more wait for a free place
 * @param maxPublications waiting for one relay's answer at a time; more are refused at once
 * @param remembered ids per subscription by which duplicates are known
 * @param verifiers threads that check signatures
 */
public record RelayPoolSettings(
        Set<RelayUrl> relays,
        @Nullable Signer identity,
        Backoff backoff,
        Backoff retry,
        KeepAlive keepAlive,
        Guests guests,
        Duration connectTimeout,
        Duration authTimeout,
        Duration storedTimeout,
        Duration ackTimeout,
        int maxFrameBytes,
        int maxSubscriptions,
        int maxPublications,
        int remembered,
        int verifiers) {

    public RelayPoolSettings {
        relays = Set.copyOf(relays);
        positive("connectTimeout", connectTimeout);
        positive("authTimeout", authTimeout);
        positive("storedTimeout", storedTimeout);
        positive("ackTimeout", ackTimeout);
        positive("maxFrameBytes", maxFrameBytes);
        positive("maxSubscriptions", maxSubscriptions);
        positive("maxPublications", maxPublications);
        positive("remembered", remembered);
        positive("verifiers", verifiers);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** With these relays and no identity, all else by default. */
    public static RelayPoolSettings of(RelayUrl... relays) {
        return builder().relays(Set.of(relays)).build();
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than zero");
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1");
        }
    }

    /** Collects settings; what is not set keeps its default. */
    public static final class Builder {
        private final Set<RelayUrl> relays = new LinkedHashSet<>();
        private @Nullable Signer identity;
        private Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
        private Backoff retry = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
        private KeepAlive keepAlive = new KeepAlive(Duration.ofSeconds(20), Duration.ofSeconds(10));
        private Guests guests = Guests.publicOnly();
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration authTimeout = Duration.ofSeconds(5);
        private Duration storedTimeout = Duration.ofSeconds(3);
        private Duration ackTimeout = Duration.ofSeconds(10);
        private int maxFrameBytes = 1024 * 1024;
        private int maxSubscriptions = 20;
        private int maxPublications = 10_000;
        private int remembered = 32_768;
        private int verifiers = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);

        private Builder() {}

        public Builder relays(Collection<RelayUrl> urls) {
            relays.addAll(urls);
            return this;
        }

        public Builder relay(String url) {
            relays.add(RelayUrl.of(url));
            return this;
        }

        public Builder identity(Signer key) {
            identity = key;
            return this;
        }

        public Builder backoff(Duration first, Duration max) {
            backoff = new Backoff(first, max);
            return this;
        }

        public Builder retry(Duration first, Duration max) {
            retry = new Backoff(first, max);
            return this;
        }

        public Builder keepAlive(Duration every, Duration patience) {
            keepAlive = new KeepAlive(every, patience);
            return this;
        }

        public Builder guests(Guests rule) {
            guests = rule;
            return this;
        }

        public Builder connectTimeout(Duration limit) {
            connectTimeout = limit;
            return this;
        }

        public Builder authTimeout(Duration limit) {
            authTimeout = limit;
            return this;
        }

        public Builder storedTimeout(Duration limit) {
            storedTimeout = limit;
            return this;
        }

        public Builder ackTimeout(Duration limit) {
            ackTimeout = limit;
            return this;
        }

        public Builder maxFrameBytes(int bytes) {
            maxFrameBytes = bytes;
            return this;
        }

        public Builder maxSubscriptions(int count) {
            maxSubscriptions = count;
            return this;
        }

        public Builder maxPublications(int count) {
            maxPublications = count;
            return this;
        }

        public Builder remembered(int ids) {
            remembered = ids;
            return this;
        }

        public Builder verifiers(int threads) {
            verifiers = threads;
            return this;
        }

        public RelayPoolSettings build() {
            return new RelayPoolSettings(
                    relays,
                    identity,
                    backoff,
                    retry,
                    keepAlive,
                    guests,
                    connectTimeout,
                    authTimeout,
                    storedTimeout,
                    ackTimeout,
                    maxFrameBytes,
                    maxSubscriptions,
                    maxPublications,
                    remembered,
                    verifiers);
        }
    }
}
