package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Problem;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;

/** What the wallet says of a payment. Only {@link Unknown} is not final; the others are proven. */
public sealed interface PaymentOutcome {
    /**
     * Paid.
     *
     * @param preimage checked to hash to the attempt's payment hash
     */
    record Settled(Preimage preimage, Msat fee) implements PaymentOutcome {}

    /** It did not happen, and this invoice cannot be paid. */
    record Failed(Problem problem) implements PaymentOutcome {}

    /** It did not happen, because there is too little money or budget. */
    record Short(Problem problem) implements PaymentOutcome {}

    /** It may have happened: to be asked for until it is known. */
    record Unknown(String why) implements PaymentOutcome {}
}
