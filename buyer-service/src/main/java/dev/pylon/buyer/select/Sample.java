package dev.pylon.buyer.select;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one job has shown of one provider. Instants are null for what has not happened. */
public record Sample(
        int kind,
        @Nullable String model,
        Instant askedAt,
        @Nullable Instant quotedAt,
        @Nullable Instant paidAt,
        @Nullable Instant resultAt,
        @Nullable Instant endedAt,
        @Nullable TrialOutcome outcome,
        @Nullable String why) {

    public @Nullable Duration toQuote() {
        return quotedAt == null ? null : Duration.between(askedAt, quotedAt);
    }

    /** From payment, or from being asked where nothing was paid before. */
    public @Nullable Duration toResult() {
        if (resultAt == null) {
            return null;
        }
        return Duration.between(
                paidAt == null || paidAt.isAfter(resultAt) ? askedAt : paidAt, resultAt);
    }
}
