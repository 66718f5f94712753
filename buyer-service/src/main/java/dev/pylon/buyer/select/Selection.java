package dev.pylon.buyer.select;

import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.job.Quote;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The choice among quotes, all of which may be taken. Given the same it is the same, so a step that
 * is computed again after a crash chooses nobody else.
 *
 * <p>Whoever has too little evidence is new. The policies that go by time would never try one, so
 * one job in five, told by its id, takes the cheapest of the new instead.
 */
public final class Selection {
    private static final int ONE_IN = 5;
    private static final int DIGITS = 8;

    private final EventId job;
    private final Map<PublicKey, Experience> evidence;

    public Selection(EventId job, Map<PublicKey, Experience> evidence) {
        this.job = job;
        this.evidence = Map.copyOf(evidence);
    }

    /**
     * An invoice goes before an offer to begin without payment: a stranger who begins for nothing
     * costs nothing to be, so such an offer counts only where nobody has quoted.
     */
    public Optional<Quote> choose(SelectionPolicy policy, List<Quote> takeable) {
        List<Quote> priced = takeable.stream().filter(quote -> !quote.isOffer()).toList();
        if (priced.isEmpty()) {
            return takeable.stream().min(Comparator.comparing(Quote::at));
        }
        return switch (policy) {
            case CHEAPEST -> priced.stream().min(byPrice());
            case FIRST -> priced.stream().min(Comparator.comparing(Quote::at));
            case FASTEST ->
                    amongKnown(
                            priced,
                            Comparator.comparingDouble(this::expected).thenComparing(byPrice()));
            case BALANCED -> amongKnown(priced, balanced(priced));
        };
    }

    private Optional<Quote> amongKnown(List<Quote> priced, Comparator<Quote> order) {
        List<Quote> fresh = priced.stream().filter(quote -> of(quote).isNew()).toList();
        List<Quote> known = priced.stream().filter(quote -> !of(quote).isNew()).toList();
        boolean triesNew = known.isEmpty() || isTrial();
        return triesNew && !fresh.isEmpty()
                ? fresh.stream().min(byPrice())
                : known.stream().min(order);
    }

    /** Whether this job is one of those that give a new provider a chance. */
    boolean isTrial() {
        return HexFormat.fromHexDigitsToLong(job.hex().substring(0, DIGITS)) % ONE_IN == 0;
    }

    private Comparator<Quote> balanced(List<Quote> priced) {
        double cheapest = Math.max(1, priced.stream().mapToLong(Selection::price).min().orElse(1));
        double fastest = priced.stream().mapToDouble(this::expected).min().orElse(1);
        return Comparator.<Quote>comparingDouble(
                        quote -> price(quote) / cheapest + ratio(expected(quote), fastest))
                .thenComparing(byPrice());
    }

    private static double ratio(double expected, double fastest) {
        return Double.isInfinite(expected) ? Double.POSITIVE_INFINITY : expected / fastest;
    }

    private Comparator<Quote> byPrice() {
        return Comparator.comparingLong(Selection::price)
                .thenComparing(Comparator.comparingDouble(this::success).reversed())
                .thenComparingDouble(this::expected)
                .thenComparing(Quote::at);
    }

    private double success(Quote quote) {
        return of(quote).success();
    }

    private double expected(Quote quote) {
        return of(quote).expectedMillis();
    }

    private Experience of(Quote quote) {
        return evidence.getOrDefault(quote.provider(), Experience.NONE);
    }

    private static long price(Quote quote) {
        return quote.amount() == null ? 0 : quote.amount().value();
    }
}
