package dev.pylon.provider.backend;

/** A part of an answer. */
public sealed interface Chunk {
    record Text(String text) implements Chunk {}

    /**
     * The answer is whole. @param reason as the server gave it, such as {@code stop} or {@code
     * length}
     */
    record Finished(String reason) implements Chunk {}
}
