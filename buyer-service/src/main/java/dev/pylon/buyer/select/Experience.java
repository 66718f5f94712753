package dev.pylon.buyer.select;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What our own jobs have shown of a provider, as far as a choice needs it. Both counts fade with
 * age, so they are no whole numbers.
 *
 * @param succeeded paid, or begun without payment, and delivered in time
 * @param failed paid, or begun without payment, and delivered late or not at all
 * @param toResult the median time from payment to result; null if there is none
 */
public record Experience(double succeeded, double failed, @Nullable Duration toResult) {
    public static final Experience NONE = new Experience(0, 0, null);

    /** With fewer ends than this, or with no result at all, a provider counts as new. */
    static final double ENOUGH = 2.5;

    boolean isNew() {
        return succeeded + failed < ENOUGH;
    }

    /** How likely the next one succeeds, by the rule of succession: without evidence one half. */
    double success() {
        return (succeeded + 1) / (succeeded + failed + 2);
    }

    /** The time a result is expected to take, with what a failure costs in it; may be infinite. */
    double expectedMillis() {
        return toResult == null
                ? Double.POSITIVE_INFINITY
                : Math.max(1, toResult.toMillis()) / success();
    }
}
