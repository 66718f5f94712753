package dev.pylon.relayclient;

/**
 * What has passed between us and one relay since it was added to the pool.
 *
 * @param connections made
 * @param failures connections lost and attempts that failed
 * @param frames received
 * @param events received that were asked for and valid, duplicates included
 * @param duplicates of events another relay, or this one, had delivered already
 * @param garbage frames that are no message of a relay
 * @param invalid events whose id or signature is wrong
 * @param unwanted events of no subscription of ours, or that match none of its filters
 * @param lateAnswers OKs for what is no longer waited for
 * @param notices received
 */
public record RelayCounters(
        long connections,
        long failures,
        long frames,
        long events,
        long duplicates,
        long garbage,
        long invalid,
        long unwanted,
        long lateAnswers,
        long notices) {}
