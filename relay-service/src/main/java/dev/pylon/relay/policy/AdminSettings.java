package dev.pylon.relay.policy;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may manage the relay (NIP-86).
 *
 * @param keys hex or npub; each request is signed by one of them (NIP-98). API keys with the scope
 *     {@code admin} may, too
 * @param consoleSecretFile whose bytes sign the console's sessions, the same for all replicas;
 *     without it they end with the process that opened them
 */
public record AdminSettings(@DefaultValue List<String> keys, @Nullable Path consoleSecretFile) {
    public AdminSettings {
        keys = List.copyOf(keys);
    }
}
