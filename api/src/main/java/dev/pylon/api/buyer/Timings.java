package dev.pylon.api.buyer;

import org.jspecify.annotations.Nullable;

/**
 * How long each stage took, in milliseconds since submission; null for what has not happened.
 *
 * @param acceptedMs the first relay took the job
 * @param quotedMs the first quote came
 * @param paidMs the wallet proved the payment
 * @param firstTextMs the first partial result came
 * @param resultMs the believed result came
 */
public record Timings(
        @Nullable Long acceptedMs,
        @Nullable Long quotedMs,
        @Nullable Long paidMs,
        @Nullable Long firstTextMs,
        @Nullable Long resultMs) {}
