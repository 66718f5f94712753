package dev.pylon.relay.connection;

import reactor.core.publisher.Mono;

/**
 * What remains to be done for a message once what takes time was prepared. Steps of one connection
 * begin in the order of its messages; what they do may end in another.
 */
@FunctionalInterface
interface Step {
    Mono<Void> run();

    /** A step that is done when it has begun. */
    static Step of(Runnable action) {
        return () -> Mono.fromRunnable(action);
    }
}
