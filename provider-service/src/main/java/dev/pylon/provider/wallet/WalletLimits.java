package dev.pylon.provider.wallet;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What calls to the wallet are held to ({@code pylon.provider.wallet}).
 *
 * @param timeout of a call; the settlement stream has none
 * @param concurrentCalls at one time; more are refused, and made again later
 * @param breakerWindow so many calls are looked at, and half of them failing opens the breaker
 * @param breakerPause how long it stays open
 * @param silence after which the settlement stream, which has a heartbeat, is taken for broken
 * @param lookUpEvery how often open quotes are looked up while the stream is down
 */
@ConfigurationProperties("pylon.provider.wallet")
public record WalletLimits(
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("128") int concurrentCalls,
        @DefaultValue("20") int breakerWindow,
        @DefaultValue("5s") Duration breakerPause,
        @DefaultValue("45s") Duration silence,
        @DefaultValue("15s") Duration lookUpEvery) {
    public WalletLimits {
        if (concurrentCalls < 1 || breakerWindow < 1) {
            throw new IllegalArgumentException("concurrentCalls and breakerWindow are at least 1");
        }
        if (timeout.isZero() || timeout.isNegative() || lookUpEvery.toMillis() < 1) {
            throw new IllegalArgumentException("timeout and lookUpEvery are more than nothing");
        }
    }
}
