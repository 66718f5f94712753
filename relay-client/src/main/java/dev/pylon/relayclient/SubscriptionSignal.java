package dev.pylon.relayclient;

import dev.pylon.nostr.event.Event;

/** What happens to a subscription, relay by relay. */
public sealed interface SubscriptionSignal {
    RelayUrl relay();

    /**
     * An event, valid, matching the filters, and not handed out by this subscription before.
     *
     * @param relay the first to deliver it
     */
    record Received(RelayUrl relay, Event event) implements SubscriptionSignal {}

    /**
     * All that the relay had stored has been handed out before this; from here on it is live.
     *
     * @param confirmed false if the relay never said so and patience ran out: presumed live
     */
    record Live(RelayUrl relay, boolean confirmed) implements SubscriptionSignal {}

    /**
     * The relay closed the subscription, in its own words. Asked again later where that may help.
     */
    record Refused(RelayUrl relay, String words) implements SubscriptionSignal {}

    /** The relay cannot be reached, or was lost. The subscription is repeated when it is back. */
    record Lost(RelayUrl relay, String why) implements SubscriptionSignal {}
}
