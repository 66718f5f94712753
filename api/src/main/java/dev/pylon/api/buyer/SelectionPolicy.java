package dev.pylon.api.buyer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** By what a provider is chosen among several that have quoted. */
public enum SelectionPolicy {
    /** The lowest price; of equal ones whom our own jobs speak for. */
    @JsonProperty("cheapest")
    CHEAPEST,
    /** The shortest time from payment to result that our own jobs have shown. */
    @JsonProperty("fastest")
    FASTEST,
    /** Price and time together, each compared with the best there is. */
    @JsonProperty("balanced")
    BALANCED,
    /** Whoever came first: nothing is waited for. */
    @JsonProperty("first")
    FIRST;

    /** The word used in JSON and shown to people. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether there is a reason to wait for more quotes after the first. */
    public boolean waits() {
        return this != FIRST;
    }
}
