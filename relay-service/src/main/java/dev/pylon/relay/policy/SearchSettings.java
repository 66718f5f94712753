package dev.pylon.relay.policy;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What NIP-50 finds.
 *
 * @param kinds whose words are filed; events of other kinds cost nothing and are not found. With
 *     none the relay has no search
 */
public record SearchSettings(
        @DefaultValue({"0", "1", "11", "1111", "30023", "31990"}) List<Integer> kinds) {
    public SearchSettings {
        kinds = List.copyOf(kinds);
    }
}
