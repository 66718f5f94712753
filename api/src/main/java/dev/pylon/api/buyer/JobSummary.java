package dev.pylon.api.buyer;

import dev.pylon.primitives.Msat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A line of the list of jobs. */
public record JobSummary(
        String id,
        JobState state,
        int kind,
        String prompt,
        @Nullable String model,
        @Nullable String selectedProvider,
        @Nullable Msat bidMsat,
        @Nullable Msat paidMsat,
        Instant createdAt,
        Instant updatedAt) {}
