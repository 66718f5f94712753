package dev.pylon.provider.backend;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code pylon.provider.backend-limits}: what calls to each backend are held to.
 *
 * @param nextTextLimit how long an answer may pause once it has begun
 * @param concurrent answers at a time; more are refused
 * @param breakerWindow so many answers are looked at, and half of them failing opens the breaker
 * @param breakerPause how long it stays open; the backend is not offered meanwhile
 */
@ConfigurationProperties("pylon.provider.backend-limits")
public record BackendLimits(
        @DefaultValue("60s") Duration nextTextLimit,
        @DefaultValue("16") int concurrent,
        @DefaultValue("10") int breakerWindow,
        @DefaultValue("10s") Duration breakerPause) {
    public BackendLimits {
        if (concurrent < 1 || breakerWindow < 1) {
            throw new IllegalArgumentException("concurrent and breakerWindow are at least 1");
        }
    }
}
