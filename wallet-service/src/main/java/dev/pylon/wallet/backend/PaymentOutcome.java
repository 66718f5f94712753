package dev.pylon.wallet.backend;

import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;

/**
 * What a backend says of a payment it was asked to make. Only {@link Settled} and {@link Failed}
 * are final.
 */
public sealed interface PaymentOutcome {
    /**
     * @param fee what routing really cost
     */
    record Settled(Preimage preimage, Msat fee) implements PaymentOutcome {}

    /** Proven: nothing has left, and nothing can any more. */
    record Failed(FailureReason reason, String detail) implements PaymentOutcome {}

    /**
     * Under way, or not to be known: a timeout, a broken connection, a 5xx, an answer nobody can
     * read.
     */
    record Unknown(String why) implements PaymentOutcome {}
}
