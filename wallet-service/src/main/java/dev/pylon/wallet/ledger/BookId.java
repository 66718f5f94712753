package dev.pylon.wallet.ledger;

/** The number of one book. Books are locked in the order of their numbers. */
public record BookId(long value) implements Comparable<BookId> {
    @Override
    public int compareTo(BookId other) {
        return Long.compare(value, other.value);
    }
}
