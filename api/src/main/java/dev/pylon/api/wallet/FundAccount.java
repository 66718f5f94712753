package dev.pylon.api.wallet;

import dev.pylon.primitives.Msat;
import io.swagger.v3.oas.annotations.media.Schema;

/** Money out of nothing, on regtest only. */
public record FundAccount(
        @Schema(example = "buyer") String account, @Schema(example = "1000000") Msat amountMsat) {}
