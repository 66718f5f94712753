package dev.pylon.relayclient;

import java.time.Duration;

/**
 * How long to wait before trying again: doubles from {@code first} to {@code max}, and of each wait
 * the second half is chance, so that many clients of one relay do not come back together.
 */
public record Backoff(Duration first, Duration max) {
    private static final int MAX_DOUBLINGS = 30;

    public Backoff {
        if (first.isNegative() || first.isZero()) {
            throw new IllegalArgumentException("first must be longer than zero");
        }
        if (max.compareTo(first) < 0) {
            throw new IllegalArgumentException("max must not be shorter than first");
        }
    }

    /** The same, with no wait longer than this. */
    Backoff atMost(Duration longest) {
        return new Backoff(least(first, longest), least(max, longest));
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /**
     * @param failures how many attempts have failed already, at least 1
     * @param chance from 0 to 1
     */
    Duration pause(int failures, double chance) {
        int doublings = Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
        double full = Math.min((double) first.toNanos() * (1L << doublings), max.toNanos());
        return Duration.ofNanos((long) (full / 2 + full / 2 * chance));
    }
}
