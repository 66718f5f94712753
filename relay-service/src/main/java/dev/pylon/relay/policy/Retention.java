package dev.pylon.relay.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** How long which kinds are kept, by rules of which the first that covers a kind counts. */
public final class Retention {
    /** Nostr's kinds are from 0 to this. */
    private static final int LAST_KIND = 65_535;

    private final List<RetentionRule> rules;

    public Retention(List<RetentionRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** How long events of this kind are kept; absent means for good. */
    public @Nullable Duration of(int kind) {
        for (RetentionRule rule : rules) {
            if (rule.covers(kind)) {
                return rule.keep();
            }
        }
        return null;
    }

    /**
     * The same as rules of which only one covers a kind, each within one class; what is kept for
     * good is in none.
     */
    public List<RetentionRule> withinClasses(IntUnaryOperator classOf) {
        List<RetentionRule> ranges = new ArrayList<>();
        int first = 0;
        for (int kind = 1; kind <= LAST_KIND + 1; kind++) {
            boolean ends =
                    kind > LAST_KIND
                            || classOf.applyAsInt(kind) != classOf.applyAsInt(first)
                            || !Objects.equals(of(kind), of(first));
            if (ends) {
                Duration keep = of(first);
                if (keep != null) {
                    ranges.add(new RetentionRule(first, kind - 1, keep));
                }
                first = kind;
            }
        }
        return ranges;
    }

    /** The longest that any kind of a class is kept; absent means for good. */
    public @Nullable Duration longest(IntUnaryOperator classOf, int wanted) {
        Duration longest = Duration.ZERO;
        for (int kind = 0; kind <= LAST_KIND; kind++) {
            if (classOf.applyAsInt(kind) == wanted) {
                Duration keep = of(kind);
                if (keep == null) {
                    return null;
                }
                longest = keep.compareTo(longest) > 0 ? keep : longest;
            }
        }
        return longest;
    }
}
