package dev.pylon.provider.backend;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Something that answers prompts. */
public interface InferenceBackend {
    /**
     * As it is shown and counted: {@code bridge}, {@code ollama}, {@code llama.cpp}, {@code
     * claude}, or the name of an OpenAI-compatible server.
     */
    String name();

    /** What it can do now, or why nothing. Never fails. */
    Mono<Availability> probe();

    /**
     * The text as it comes, then {@link Chunk.Finished}. Fails with {@link BackendFailure}. How
     * long it may take is not its business. Cancelling it cancels the work.
     */
    Flux<Chunk> run(WorkOrder order);
}
