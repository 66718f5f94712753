package dev.pylon.wallet.payment;

import dev.pylon.primitives.Msat;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;

/** Whether there is enough. The database would refuse as well; this says it in words. */
final class Funds {
    private Funds() {}

    static void require(Msat available, Msat wanted) {
        if (wanted.isMoreThan(available)) {
            throw new Refused(
                    Refusal.INSUFFICIENT_FUNDS,
                    "This takes "
                            + wanted
                            + ", fee reserve included, but only "
                            + available
                            + " are available. Receive or fund the rest first.");
        }
    }
}
