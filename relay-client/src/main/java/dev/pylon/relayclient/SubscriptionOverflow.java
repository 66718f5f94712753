package dev.pylon.relayclient;

/** A subscription's consumer fell further behind than its buffer is long. */
public final class SubscriptionOverflow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SubscriptionOverflow(int buffer) {
        super("the consumer is more than " + buffer + " events behind");
    }
}
