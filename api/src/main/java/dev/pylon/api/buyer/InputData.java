package dev.pylon.api.buyer;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One input of a job: an {@code i} tag of NIP-90.
 *
 * @param type text if null
 * @param relay where to find an event or a job's output
 */
public record InputData(
        @Schema(example = "Why is the sky blue?") String data,
        @Nullable InputType type,
        @Nullable String relay,
        @Nullable String marker) {}
