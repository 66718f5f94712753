package dev.pylon.wallet.history;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.request.EntryNumber;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of a history.
 *
 * @param kind invoice, payment, fund or refund
 * @param direction in or out
 * @param status done, pending or failed
 * @param amount without the fee
 * @param hash empty for money given on regtest
 */
public record HistoryLine(
        EntryNumber entry,
        String kind,
        String direction,
        String status,
        Msat amount,
        Msat fee,
        Optional<PaymentHash> hash,
        String description,
        Instant at) {}
