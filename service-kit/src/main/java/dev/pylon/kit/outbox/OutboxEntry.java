package dev.pylon.kit.outbox;

import java.time.Instant;

/**
 * Something that must happen.
 *
 * @param key entries of the same topic and key happen in their order
 * @param payload as it was written, usually JSON
 * @param attempts how often it was begun, this time included
 */
public record OutboxEntry(
        long id,
        String topic,
        String key,
        String payload,
        int attempts,
        long fence,
        Instant createdAt) {}
