package dev.pylon.buyer.job;

import dev.pylon.api.buyer.PublishOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What became of a job's request at one relay.
 *
 * @param words the relay's own, or why it cannot be reached
 */
public record RelayAnswer(PublishOutcome outcome, @Nullable String words) {
    public static final RelayAnswer PENDING = new RelayAnswer(PublishOutcome.PENDING, null);
}
