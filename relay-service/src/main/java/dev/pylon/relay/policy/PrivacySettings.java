package dev.pylon.relay.policy;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Events that are not for everybody (NIP-59, NIP-17, NIP-04). They are served only to who has
 * authenticated as one of the keys that they name in {@code p} tags.
 *
 * @param recipientKinds for nobody else: gift wraps
 * @param partyKinds for their author, too: direct messages
 */
public record PrivacySettings(
        @DefaultValue({"1059", "21059"}) List<Integer> recipientKinds,
        @DefaultValue("4") List<Integer> partyKinds) {

    public PrivacySettings {
        recipientKinds = List.copyOf(recipientKinds);
        partyKinds = List.copyOf(partyKinds);
    }
}
