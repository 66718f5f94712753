package dev.pylon.api.bridge;

/**
 * How busy the model process is kept.
 *
 * @param running completions under way
 * @param waiting for one of those to end
 * @param maxConcurrent completions at a time
 * @param refused since the agent's start, because too many ran and waited
 */
public record CompletionLoad(int running, int waiting, int maxConcurrent, long refused) {}
