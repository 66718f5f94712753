package dev.pylon.api.wallet;

import dev.pylon.primitives.Msat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment we were asked to make.
 *
 * @param paymentHash 64 hex digits
 * @param feeMsat what routing cost; null until settled
 * @param preimage the proof, 64 hex digits; null unless settled
 * @param failureCode a stable word such as {@code no-route} or {@code invoice-expired}; null unless
 *     failed
 * @param detail a sentence for people: why it failed, or what is being waited for
 * @param internal whether payee and payer are accounts of this wallet, so that nothing left it
 */
public record PaymentView(
        String paymentHash,
        PaymentStatus status,
        Msat amountMsat,
        @Nullable Msat feeMsat,
        @Nullable String preimage,
        @Nullable String failureCode,
        @Nullable String detail,
        boolean internal,
        Instant createdAt,
        @Nullable Instant finishedAt) {}
