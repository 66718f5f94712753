package dev.pylon.primitives;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * An amount of money in whole millisatoshis, never negative. One satoshi is 1,000 of them.
 * Arithmetic that would overflow or go below zero throws; money is never wrapped around.
 *
 * @param value millisatoshis, from 0 to 2.1 × 10^18 (all the bitcoin there will be)
 */
public record Msat(@JsonValue long value) implements Comparable<Msat> {
    /** 21 million bitcoin. */
    public static final long MAX_VALUE = 21_000_000L * 100_000_000L * 1_000L;

    public static final Msat ZERO = new Msat(0);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Msat {
        if (value < 0 || value > MAX_VALUE) {
            throw new IllegalArgumentException(
                    "an amount in msat is from 0 to " + MAX_VALUE + ", not " + value);
        }
    }

    public static Msat of(long msat) {
        return msat == 0 ? ZERO : new Msat(msat);
    }

    public static Msat ofSat(long sat) {
        return new Msat(Math.multiplyExact(sat, 1_000L));
    }

    public Msat plus(Msat other) {
        return new Msat(Math.addExact(value, other.value));
    }

    /**
     * @throws IllegalArgumentException if the other amount is larger
     */
    public Msat minus(Msat other) {
        return new Msat(Math.subtractExact(value, other.value));
    }

    public boolean isZero() {
        return value == 0;
    }

    public boolean isMoreThan(Msat other) {
        return value > other.value;
    }

    public Msat min(Msat other) {
        return value <= other.value ? this : other;
    }

    public Msat max(Msat other) {
        return value >= other.value ? this : other;
    }

    /** Whole satoshis, rounded up: what a wallet that knows only satoshis must ask for. */
    public long toSatRoundedUp() {
        return Math.ceilDiv(value, 1_000L);
    }

    /** For people: {@code 21 sat}, {@code 1.5 sat}, {@code 0.001 sat}. */
    public String inSat() {
        if (value % 1_000 == 0) {
            return value / 1_000 + " sat";
        }
        String digits = String.format(Locale.ROOT, "%d.%03d", value / 1_000, value % 1_000);
        return digits.replaceAll("0+$", "") + " sat";
    }

    @Override
    public int compareTo(Msat other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value + " msat";
    }
}
