package dev.pylon.relayclient;

/** What a subscription does with an event when its consumer is behind and its buffer is full. */
public enum Overflow {
    /**
     * Leave it at the relay: the event is dropped, and when the consumer has caught up the relays
     * are asked again from that time on. Nothing stored is lost, as far as a relay's own limit on a
     * query's length allows; ephemeral events are.
     */
    ASK_AGAIN,
    /** Drop the oldest in the buffer. */
    DROP_OLDEST,
    /** Drop everything and end with {@link SubscriptionOverflow}. */
    FAIL
}
