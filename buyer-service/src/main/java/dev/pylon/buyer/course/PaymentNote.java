package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Attempt;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt to pay has come to.
 *
 * @param preimage of a settled one
 * @param fee of a settled one
 * @param why it failed or is unknown
 */
public record PaymentNote(
        Attempt attempt,
        State state,
        @Nullable Preimage preimage,
        @Nullable Msat fee,
        @Nullable String why) {

    /** As {@code payment.state} has it. */
    public enum State {
        ASKED,
        UNKNOWN,
        SETTLED,
        /** Too little money: it was not tried. */
        REFUSED,
        FAILED,
        REFUNDED
    }

    static PaymentNote of(Attempt attempt, State state, @Nullable Object why) {
        return new PaymentNote(attempt, state, null, null, why == null ? null : why.toString());
    }
}
