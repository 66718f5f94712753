package dev.pylon.lightning;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The feature bits of an invoice (BOLT 9, context 9). An even bit is required of the payer, an odd
 * one optional.
 *
 * @param bits the numbers of the bits that are set
 */
public record Features(SortedSet<Integer> bits) {
    /** Onion payloads of variable length. */
    public static final int VAR_ONION = 8;

    /** The payment secret, field {@code s}. */
    public static final int PAYMENT_SECRET = 14;

    /** Payments in several parts. */
    public static final int BASIC_MPP = 16;

    /** Field {@code m} has to be sent along. */
    public static final int PAYMENT_METADATA = 48;

    /** No bit at all. */
    public static final Features NONE = new Features(new TreeSet<>());

    /** What every invoice of ours asks for: variable onions and the payment secret. */
    public static final Features STANDARD = of(VAR_ONION, PAYMENT_SECRET);

    private static final int MAX_BIT = 1023 * 5 - 1;

    /** The even bits of BOLT 9 that may stand in an invoice, and those every node is to know. */
    private static final Set<Integer> KNOWN =
            Set.of(0, VAR_ONION, 12, PAYMENT_SECRET, BASIC_MPP, 24, 36, 44, PAYMENT_METADATA);

    public Features {
        for (int bit : bits) {
            if (bit < 0 || bit > MAX_BIT) {
                throw new IllegalArgumentException("no feature bit has the number " + bit);
            }
        }
        bits = Collections.unmodifiableSortedSet(new TreeSet<>(bits));
    }

    public static Features of(Integer... bits) {
        return of(List.of(bits));
    }

    public static Features of(Collection<Integer> bits) {
        return new Features(new TreeSet<>(bits));
    }

    /** Whether the feature of this even number is offered, as required or as optional. */
    public boolean has(int evenBit) {
        return bits.contains(evenBit) || bits.contains(evenBit + 1);
    }

    /** The lowest required bit that BOLT 9 doesn't know: such an invoice must not be paid. */
    Optional<Integer> firstUnknownRequired() {
        return bits.stream().filter(bit -> bit % 2 == 0 && !KNOWN.contains(bit)).findFirst();
    }

    /** Whether a feature is set without one it depends on (BOLT 9). */
    boolean lacksDependency() {
        return has(BASIC_MPP) && !has(PAYMENT_SECRET);
    }
}
