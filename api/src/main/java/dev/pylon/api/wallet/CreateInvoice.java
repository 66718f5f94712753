package dev.pylon.api.wallet;

import dev.pylon.primitives.Msat;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An invoice to be made.
 *
 * @param amountMsat how much to ask for; null leaves the amount to the payer
 * @param description shown to the payer, 639 bytes at most (BOLT 11)
 * @param expirySeconds from 1 to 31,536,000; 3,600 if null
 */
public record CreateInvoice(
        @Schema(example = "21000") @Nullable Msat amountMsat,
        @Schema(example = "job 4c1b2f…") @Nullable String description,
        @Schema(example = "600") @Nullable Long expirySeconds) {}
