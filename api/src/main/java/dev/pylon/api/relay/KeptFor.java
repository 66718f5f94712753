package dev.pylon.api.relay;

import java.util.List;

/**
 * How long events are kept.
 *
 * @param kinds ranges, first and last
 * @param time seconds
 */
public record KeptFor(List<List<Integer>> kinds, long time) {
    public KeptFor {
        kinds = List.copyOf(kinds);
    }
}
