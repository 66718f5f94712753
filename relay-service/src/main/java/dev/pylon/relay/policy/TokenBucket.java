package dev.pylon.relay.policy;

/** What is left of a rate. It begins full, and is full again after the rate's duration. */
final class TokenBucket {
    private double spent;
    private long last;

    TokenBucket(long now) {
        last = now;
    }

    /**
     * Takes one, if there is one.
     *
     * @param factor how many times the rate counts; of less than one nobody could ever take, so
     *     there is one at least
     * @param now in nanoseconds, of a clock that does not go back
     */
    synchronized boolean take(Rate rate, double factor, long now) {
        double most = Math.max(1, rate.count() * factor);
        spent = Math.max(0, spent - (now - last) * most / rate.per().toNanos());
        last = now;
        if (spent + 1 > most) {
            return false;
        }
        spent++;
        return true;
    }

    /** Whether nobody has taken from it for so long. */
    synchronized boolean isIdle(long now, long nanos) {
        return now - last > nanos;
    }
}
