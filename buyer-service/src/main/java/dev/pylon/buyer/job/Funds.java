package dev.pylon.buyer.job;

import dev.pylon.nostr.market.RejectionReason;
import java.util.Set;

/** The problems that mean: not enough money, on our side. */
public final class Funds {
    public static final String INSUFFICIENT = RejectionReason.INSUFFICIENT_FUNDS.code();
    public static final String OVER_BUDGET = RejectionReason.OVER_BUDGET.code();

    private static final Set<String> SHORTAGES = Set.of(INSUFFICIENT, OVER_BUDGET);

    private Funds() {}

    public static boolean isShortage(Problem problem) {
        return isShortage(problem.code());
    }

    public static boolean isShortage(String code) {
        return SHORTAGES.contains(code);
    }
}
