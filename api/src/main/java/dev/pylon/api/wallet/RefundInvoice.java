package dev.pylon.api.wallet;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A refund of what an invoice received, to the account that paid it.
 *
 * @param reason kept in the history of both
 */
public record RefundInvoice(@Schema(example = "inference failed") String reason) {}
