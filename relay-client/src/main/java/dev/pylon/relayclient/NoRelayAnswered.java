package dev.pylon.relayclient;

import java.util.Map;
import java.util.TreeMap;

/** A query that no relay answered: nothing is known, which is not the same as finding nothing. */
public final class NoRelayAnswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoRelayAnswered(Map<RelayUrl, String> why) {
        super(
                why.isEmpty()
                        ? "there is no relay to ask"
                        : "no relay answered: " + new TreeMap<>(why));
    }
}
