package dev.pylon.api.provider;

import dev.pylon.primitives.Msat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as its provider sees it.
 *
 * @param work requested, accepted, running, delivered, refused, failed, cancelled or expired
 * @param money none, quoted, held, paying, paid, settled, refunded, failed or unknown
 * @param reason why it was refused or failed: a code of the market, a colon and a sentence
 */
public record ProviderJobView(
        String id,
        String customer,
        int kind,
        @Nullable String model,
        @Nullable String backend,
        String work,
        String money,
        @Nullable Msat priceMsat,
        @Nullable String paymentHash,
        @Nullable String reason,
        @Nullable String resultEventId,
        Instant receivedAt,
        Instant updatedAt) {}
