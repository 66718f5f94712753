package dev.pylon.relay.connection;

import dev.pylon.relay.policy.RelaySettings;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names an AUTH event may give this relay. What the client puts into its Host header is none of
 * them: a relay in the middle could then use its clients' answers here.
 */
final class RelayUrls {
    private RelayUrls() {}

    static Set<String> of(RelaySettings settings, @Nullable SocketAddress local) {
        Set<String> urls = new HashSet<>(settings.aliases());
        if (settings.publicUrl() != null && !settings.publicUrl().isBlank()) {
            urls.add(settings.publicUrl());
        } else if (local instanceof InetSocketAddress socket) {
            urls.add("ws://localhost:" + socket.getPort());
            urls.add("ws://127.0.0.1:" + socket.getPort());
            urls.add("ws://[::1]:" + socket.getPort());
            urls.add("ws://" + socket.getAddress().getHostAddress() + ":" + socket.getPort());
        }
        return Set.copyOf(urls);
    }
}
