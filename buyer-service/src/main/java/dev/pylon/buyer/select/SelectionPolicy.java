package dev.pylon.buyer.select;

import dev.pylon.buyer.job.Quote;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** By what a provider is chosen among several that would do the work. */
public enum SelectionPolicy {
    /** The lowest price; of several equal ones the first. */
    CHEAPEST {
        @Override
        Optional<Quote> among(List<Quote> priced) {
            return priced.stream().min(BY_PRICE.thenComparing(Quote::at));
        }
    },
    /** Whoever came first: nothing is waited for. */
    FIRST {
        @Override
        Optional<Quote> among(List<Quote> priced) {
            return priced.stream().min(Comparator.comparing(Quote::at));
        }
    };

    private static final Comparator<Quote> BY_PRICE =
            Comparator.comparingLong(quote -> quote.amount() == null ? 0 : quote.amount().value());

    abstract Optional<Quote> among(List<Quote> priced);

    /**
     * The choice among these, all of which may be taken. An invoice goes before an offer to begin
     * without payment: a stranger who begins for nothing costs nothing to be, so such an offer
     * counts only where nobody has quoted.
     */
    public Optional<Quote> choose(List<Quote> takeable) {
        List<Quote> priced = takeable.stream().filter(quote -> !quote.isOffer()).toList();
        return priced.isEmpty()
                ? takeable.stream().min(Comparator.comparing(Quote::at))
                : among(priced);
    }

    /** Whether there is a reason to wait for more quotes after the first. */
    public boolean waits() {
        return this != FIRST;
    }
}
