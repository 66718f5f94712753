package dev.pylon.relay.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How replicas on one database hear of each other. What happened is always read from the database;
 * the bell only says when.
 *
 * @param bell what rings; {@code none} is for a relay that is alone on its database
 * @param look how often the database is looked at though no bell rang
 * @param shareRates whether the rates per address and key are divided among the replicas that are
 *     there, so that they hold for all together
 */
public record BusSettings(
        @DefaultValue("postgres") Bell bell,
        @DefaultValue("1s") Duration look,
        @DefaultValue("true") boolean shareRates,
        @DefaultValue Nats nats) {

    /** Which way replicas are called. */
    public enum Bell {
        POSTGRES,
        NATS,
        NONE
    }

    /**
     * Used if the bell is {@code nats}.
     *
     * @param url one or more servers, separated by commas
     * @param subject must be the same for all replicas of one relay, and another for another relay
     * @param username absent if the server asks for none
     */
    public record Nats(
            @DefaultValue("nats://localhost:4222") String url,
            @DefaultValue("pylon.relay") String subject,
            @Nullable String username,
            @Nullable String password) {}

    public BusSettings {
        if (look.compareTo(Duration.ofMillis(50)) < 0
                || look.compareTo(Duration.ofSeconds(5)) > 0) {
            throw new IllegalArgumentException("bus.look is between 50ms and 5s");
        }
    }
}
