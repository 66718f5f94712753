package dev.pylon.wallet.payment;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.AccountId;
import dev.pylon.wallet.request.EntryNumber;
import java.time.Instant;
import java.util.Optional;

/**
 * A payment we were asked to make.
 *
 * @param feeReserve kept for routing on top of the amount; zero for an internal payment
 * @param internal between accounts of this wallet, so that nothing left it
 * @param preimage the proof; there if and only if it settled
 * @param fee what routing really cost, once settled
 * @param attempts how often it has been worked on
 * @param token the fencing token of whoever works on it
 */
public record Payment(
        EntryNumber entry,
        AccountId account,
        PaymentHash hash,
        String bolt11,
        Msat amount,
        Msat feeReserve,
        boolean internal,
        PaymentState state,
        Optional<Preimage> preimage,
        Optional<Msat> fee,
        Optional<String> failureCode,
        Optional<String> detail,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> sentAt,
        Optional<Instant> finishedAt,
        int attempts,
        long token) {}
