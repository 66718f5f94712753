package dev.pylon.kit.outbox;

import reactor.core.publisher.Mono;

/**
 * Makes the entries of one topic happen. An entry may come more than once, so the effect must be
 * idempotent.
 */
public interface OutboxHandler {
    String topic();

    /**
     * An error is a retry with backoff. Must end within a minute, or another replica takes over.
     */
    Mono<Delivery> handle(OutboxEntry entry);
}
