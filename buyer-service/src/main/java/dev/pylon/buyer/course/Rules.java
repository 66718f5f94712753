package dev.pylon.buyer.course;

import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.job.ProviderLists;
import java.time.Duration;

/**
 * How this buyer decides.
 *
 * @param policy by which a provider is chosen
 * @param quoteWindow how long quotes are collected after the first, where several may quote
 * @param lists who may be paid
 * @param maxReplies of a job that are put on record; of the rest only what is decisive
 * @param maxReplyBytes the largest content of a reply that is taken
 */
public record Rules(
        SelectionPolicy policy,
        Duration quoteWindow,
        ProviderLists lists,
        int maxReplies,
        int maxReplyBytes) {
    public Rules {
        if (quoteWindow.isNegative()) {
            throw new IllegalArgumentException("quoteWindow must not be negative");
        }
        if (maxReplies < 1) {
            throw new IllegalArgumentException("maxReplies must be at least 1");
        }
    }
}
