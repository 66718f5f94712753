package dev.pylon.wallet.account;

import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.time.Instant;

/**
 * How much an API key may spend in a sliding period. Spends are summed in slices of a sixtieth of
 * it; the oldest slice counts in full until all of it is past, so the budget is never exceeded and
 * returns a sixtieth late at most. Pending payments and the reserve for their fees count until it
 * is known what became of them, in the slice in which they were made.
 *
 * @param period at least a second
 */
public record SpendingLimit(Msat max, Duration period) {
    private static final int SLICES = 60;

    public SpendingLimit {
        if (period.getSeconds() < 1) {
            throw new IllegalArgumentException("a budget's period is at least a second");
        }
    }

    /** When the slice around this moment began. */
    public Instant sliceAt(Instant moment) {
        long seconds = Math.max(period.getSeconds() / SLICES, 1);
        return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), seconds) * seconds);
    }

    /** The first slice that counts at this moment. */
    public Instant firstSlice(Instant moment) {
        return sliceAt(moment.minus(period));
    }
}
