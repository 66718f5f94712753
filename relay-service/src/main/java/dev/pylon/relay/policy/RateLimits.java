package dev.pylon.relay.policy;

import dev.pylon.nostr.event.PublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Keeps events and queries to the rates per connection, address and key. Where no rate is set it
 * keeps nothing and costs nothing. Safe for use by many threads.
 */
public final class RateLimits {
    private static final int MANY = 10_000;
    private static final long IDLE = Duration.ofMinutes(10).toNanos();

    private final Supplier<RelaySettings> settings;
    private final Map<Object, TokenBucket> events = new ConcurrentHashMap<>();
    private final Map<Object, TokenBucket> queries = new ConcurrentHashMap<>();
    private final IntSupplier replicas;

    /**
     * @param replicas among which the rates per address and key are divided
     */
    public RateLimits(Supplier<RelaySettings> settings, IntSupplier replicas) {
        this.settings = settings;
        this.replicas = replicas;
    }

    /** For one connection from this address. */
    public Connection connection(String address) {
        return new Connection(address);
    }

    private boolean take(Map<Object, TokenBucket> buckets, Object whom, Rate rate, int factor) {
        long now = System.nanoTime();
        if (buckets.size() > MANY) {
            buckets.values().removeIf(bucket -> bucket.isIdle(now, IDLE));
        }
        double share = (double) factor / replicas.getAsInt();
        return buckets.computeIfAbsent(whom, w -> new TokenBucket(now)).take(rate, share, now);
    }

    private static Optional<Refusal> slower(String what) {
        return Optional.of(Refusal.rateLimited("too many " + what + ", slow down"));
    }

    /** One connection's share. */
    public final class Connection {
        private final String address;
        private final TokenBucket ownEvents = new TokenBucket(System.nanoTime());
        private final TokenBucket ownQueries = new TokenBucket(System.nanoTime());

        private Connection(String address) {
            this.address = address;
        }

        /** Before anything is done for an event. */
        public Optional<Refusal> event(Set<PublicKey> keys) {
            RateSettings.PerWhom rates = settings.get().rates().events();
            return rates.isOff() || admits(rates, ownEvents, events, keys)
                    ? Optional.empty()
                    : slower("events");
        }

        /** Once its signature is known to hold. */
        public Optional<Refusal> author(PublicKey author, Set<PublicKey> keys) {
            Rate rate = settings.get().rates().events().key();
            return rate.isOff() || take(events, author, rate, factor(keys.contains(author)))
                    ? Optional.empty()
                    : slower("events of this key");
        }

        /** Before anything is done for a REQ or COUNT. */
        public Optional<Refusal> query(Set<PublicKey> keys) {
            RateSettings.PerWhom rates = settings.get().rates().queries();
            return rates.isOff()
                            || (admits(rates, ownQueries, queries, keys)
                                    && admits(rates.key(), keys))
                    ? Optional.empty()
                    : slower("requests");
        }

        private boolean admits(
                RateSettings.PerWhom rates,
                TokenBucket own,
                Map<Object, TokenBucket> shared,
                Set<PublicKey> keys) {
            int factor = factor(!keys.isEmpty());
            Rate ofConnection = rates.connection();
            Rate ofAddress = rates.address();
            return (ofConnection.isOff() || own.take(ofConnection, factor, System.nanoTime()))
                    && (ofAddress.isOff() || take(shared, address, ofAddress, factor));
        }

        private boolean admits(Rate ofKey, Set<PublicKey> keys) {
            return ofKey.isOff()
                    || keys.stream().allMatch(key -> take(queries, key, ofKey, factor(true)));
        }

        private int factor(boolean authenticated) {
            return authenticated ? settings.get().rates().authenticatedFactor() : 1;
        }
    }
}
