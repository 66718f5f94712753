package dev.pylon.provider.backend.http;

import dev.pylon.provider.backend.BackendFailure;
import dev.pylon.provider.backend.BackendFailure.Cause;
import dev.pylon.provider.backend.Chunk;
import reactor.core.publisher.Flux;

/** Tells an answer that is whole from one that only stopped. */
public final class Endings {
    private Endings() {}

    /** The answer up to its {@link Chunk.Finished}; fails if it ends without one. */
    public static Flux<Chunk> required(Flux<Chunk> answer) {
        return answer.concatWith(
                        Flux.error(() ->
                                new BackendFailure(
                                        Cause.CUT_OFF,
                                        "The model's answer broke off in the middle.")))
                .takeUntil(Chunk.Finished.class::isInstance);
    }
}
