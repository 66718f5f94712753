package dev.pylon.api.buyer;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this buyer's own latest jobs have shown of a provider, at most 200 of them. Counts are
 * whole; the share of success and the times weigh recent jobs more.
 *
 * @param asked jobs that named it, or that it answered
 * @param quoted jobs for which it asked a price
 * @param paid jobs for which it was paid
 * @param completed delivered in time
 * @param failed paid and not done
 * @param late delivered, or still owed, after the deadline
 * @param successPercent of those that have ended, faded with age; null without any
 * @param quoteMedianMs from submission to quote
 * @param resultMedianMs from payment to result
 * @param lastFailureReason a stable code, a colon and a sentence
 */
@Schema(description = "What this buyer's own latest jobs have shown of a provider")
public record ProviderEvidence(
        @Schema(description = "Jobs that named it or that it answered", example = "12") int asked,
        @Schema(description = "Jobs for which it named a price", example = "11") int quoted,
        @Schema(description = "Jobs for which it was paid", example = "10") int paid,
        @Schema(description = "Delivered in time", example = "9") int completed,
        @Schema(description = "Paid and not done", example = "1") int failed,
        @Schema(description = "Not delivered by the deadline", example = "0") int late,
        @Schema(description = "Share of success, recent jobs weigh more", example = "90")
                @Nullable Integer successPercent,
        @Schema(description = "Median from submission to quote, ms", example = "40")
                @Nullable Long quoteMedianMs,
        @Schema(description = "90th percentile from submission to quote, ms", example = "95")
                @Nullable Long quoteP90Ms,
        @Schema(description = "Median from payment to result, ms", example = "850")
                @Nullable Long resultMedianMs,
        @Schema(description = "90th percentile from payment to result, ms", example = "2100")
                @Nullable Long resultP90Ms,
        @Nullable Instant lastSuccess,
        @Nullable Instant lastFailure,
        @Schema(example = "late: the deadline passed before the result came")
                @Nullable String lastFailureReason) {
    public static final ProviderEvidence NONE =
            new ProviderEvidence(0, 0, 0, 0, 0, 0, null, null, null, null, null, null, null, null);
}
