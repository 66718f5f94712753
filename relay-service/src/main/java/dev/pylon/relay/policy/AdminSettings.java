package dev.pylon.relay.policy;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may manage the relay (NIP-86).
 *
 * @param keys hex or npub; each request is signed by one of them (NIP-98). API keys with the scope
 *     {@code admin} may, too
 */
public record AdminSettings(@DefaultValue List<String> keys) {
    public AdminSettings {
        keys = List.copyOf(keys);
    }
}
