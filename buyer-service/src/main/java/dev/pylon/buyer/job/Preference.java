package dev.pylon.buyer.job;

import dev.pylon.api.buyer.SelectionPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the caller wants of the choice among providers.
 *
 * @param policy null: as the service is configured
 * @param quoteWindow null: as the service is configured
 * @param lists in addition to the service's own
 */
public record Preference(
        @Nullable SelectionPolicy policy, @Nullable Duration quoteWindow, ProviderLists lists) {
    public static final Preference NONE = new Preference(null, null, ProviderLists.NONE);
}
