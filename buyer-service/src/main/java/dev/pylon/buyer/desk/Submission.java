package dev.pylon.buyer.desk;

import org.jspecify.annotations.Nullable;

/**
 * How a job was submitted.
 *
 * @param keyId the API key's name
 * @param idempotencyKey null if the caller gave none
 * @param bodySha256 of what was asked, to tell a repeat from another request; null if there is no
 *     {@code idempotencyKey}
 */
public record Submission(
        String keyId, @Nullable String idempotencyKey, byte @Nullable [] bodySha256) {}
