package dev.pylon.provider.backend;

import dev.pylon.primitives.Msat;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a model is sold.
 *
 * @param price of a job
 * @param offered whether it is sold at all
 * @param maxInputBytes of a job's text; null if only the provider's own limit holds
 * @param maxOutputTokens of an answer; null if the model's own limit holds
 */
public record ModelTerms(
        Msat price,
        boolean offered,
        @Nullable Integer maxInputBytes,
        @Nullable Integer maxOutputTokens) {
    /** Offered at this price, with no limits of its own. */
    public static ModelTerms at(Msat price) {
        return new ModelTerms(price, true, null, null);
    }
}
