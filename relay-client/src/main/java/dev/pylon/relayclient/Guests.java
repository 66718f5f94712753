package dev.pylon.relayclient;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What holds for relays outside the pool, which are connected to only to publish there: a job may
 * name any address as its relay, so these are hostile input.
 *
 * @param max how many may be connected at a time; 0 refuses them all
 * @param idle how long one is kept after its last publication
 * @param addresses which addresses may be connected to, asked after DNS resolution
 */
public record Guests(int max, Duration idle, Predicate<InetAddress> addresses) {
    public Guests {
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative");
        }
        if (idle.isNegative()) {
            throw new IllegalArgumentException("idle must not be negative");
        }
    }

    /** Up to 32, kept for 30 seconds, at public addresses only. */
    public static Guests publicOnly() {
        return new Guests(32, Duration.ofSeconds(30), PublicAddress::test);
    }

    /** At any address, also of this machine and its network: for tests and closed networks. */
    public static Guests anywhere() {
        return new Guests(32, Duration.ofSeconds(30), address -> true);
    }

    public static Guests none() {
        return new Guests(0, Duration.ZERO, address -> false);
    }
}
