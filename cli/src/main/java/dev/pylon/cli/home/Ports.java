package dev.pylon.cli.home;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ports of one home on 127.0.0.1. Homes side by side differ by their offset.
 *
 * @param offset added to every port, from 0 to 50,000
 */
public record Ports(int offset) {
    private static final int MAX_OFFSET = 50_000;

    public Ports {
        if (offset < 0 || offset > MAX_OFFSET) {
            throw new IllegalArgumentException(
                    "the port offset is from 0 to " + MAX_OFFSET + ", not " + offset);
        }
    }

    public int relay() {
        return 7447 + offset;
    }

    public int buyer() {
        return 7460 + offset;
    }

    public int provider() {
        return 7461 + offset;
    }

    public int wallet() {
        return 7462 + offset;
    }

    public int bridge() {
        return 7463 + offset;
    }

    public int postgres() {
        return 7465 + offset;
    }

    public int modelProcess() {
        return 11_435 + offset;
    }

    /** Every port that a home may use. */
    public int[] all() {
        return new int[] {
            relay(), buyer(), provider(), wallet(), bridge(), postgres(), modelProcess()
        };
    }

    /** By name, in the order in which they are shown. */
    public Map<String, Integer> byName() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("relay", relay());
        ports.put("buyer", buyer());
        ports.put("provider", provider());
        ports.put("wallet", wallet());
        ports.put("bridge-agent", bridge());
        return ports;
    }
}
