package dev.pylon.relay.policy;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How fast clients may go; nothing is limited by default.
 *
 * @param events EVENT messages
 * @param queries REQ and COUNT messages
 * @param authenticatedFactor how many times as fast who has authenticated may go
 */
public record RateSettings(
        @DefaultValue PerWhom events,
        @DefaultValue PerWhom queries,
        @DefaultValue("4") int authenticatedFactor) {

    /**
     * @param key an event's author, or the key that a query's sender has authenticated as
     */
    public record PerWhom(
            @DefaultValue("off") Rate connection,
            @DefaultValue("off") Rate address,
            @DefaultValue("off") Rate key) {
        boolean isOff() {
            return connection.isOff() && address.isOff() && key.isOff();
        }
    }

    public RateSettings {
        if (authenticatedFactor < 1) {
            throw new IllegalArgumentException("rates.authenticated-factor is 1 or more");
        }
    }
}
