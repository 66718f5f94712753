package dev.pylon.api.wallet;

import dev.pylon.primitives.Msat;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An invoice to be paid.
 *
 * @param amountMsat only for an invoice that names no amount
 * @param maxFeeMsat the most that routing may cost; the wallet's own limit if null
 * @param memo kept in the history
 */
public record PayInvoice(
        @Schema(example = "lnbcrt210n1…") String bolt11,
        @Nullable Msat amountMsat,
        @Schema(example = "5000") @Nullable Msat maxFeeMsat,
        @Nullable String memo) {}
