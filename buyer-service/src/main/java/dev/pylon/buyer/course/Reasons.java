package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Problem;
import dev.pylon.nostr.market.RejectionReason;

/** The market's reasons as problems. */
public final class Reasons {
    private Reasons() {}

    public static Problem because(RejectionReason reason, String sentence) {
        return new Problem(reason.code(), sentence);
    }
}
