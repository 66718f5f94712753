package dev.pylon.kit.outbox;

import reactor.core.publisher.Mono;

/**
 * Makes the entries of one topic happen. An entry may come more than once, so the effect must be
 * idempotent.
 */
public interface OutboxHandler {
    String topic();

    /** An error is a retry with backoff, and so is a minute without an end. */
    Mono<Delivery> handle(OutboxEntry entry);
}
