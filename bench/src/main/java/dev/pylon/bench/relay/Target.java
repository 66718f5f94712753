package dev.pylon.bench.relay;

import dev.pylon.nostr.event.Signer;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The relay that is measured, and its processes as far as they are known.
 *
 * @param apiKey with the scope {@code admin}, if there is one
 */
record Target(
        URI url,
        Signer key,
        @Nullable ProcessHandle relay,
        @Nullable ProcessHandle database,
        @Nullable String apiKey) {
    Target {
        if (!"ws".equals(url.getScheme()) || url.getHost() == null || url.getPort() < 0) {
            throw new IllegalArgumentException("the relay's URL is written ws://host:port: " + url);
        }
    }

    WireLoop loop(String name) throws IOException {
        return new WireLoop(name, url, key);
    }

    /** Where the relay answers HTTP. */
    URI http(String path) {
        return URI.create("http://" + url.getAuthority() + path);
    }

    Usage usage() {
        return Usage.now(relay, database);
    }
}
