package dev.pylon.relay.connection;

import dev.pylon.relay.policy.RelaySettings;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names an AUTH event may give this relay; one loopback name stands for all of them. What the
 * client puts into its Host header is none of them: a relay in the middle could then use its
 * clients' answers here.
 */
final class RelayUrls {
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    private RelayUrls() {}

    static Set<String> of(RelaySettings settings, @Nullable SocketAddress local) {
        Set<String> urls = new HashSet<>(settings.aliases());
        String configured = settings.publicUrl();
        if (configured != null && !configured.isBlank()) {
            urls.add(configured);
            if (isLoopback(configured)) {
                urls.addAll(loopback(URI.create(configured).getPort()));
            }
        } else if (local instanceof InetSocketAddress socket) {
            urls.addAll(loopback(socket.getPort()));
            urls.add("ws://" + socket.getAddress().getHostAddress() + ":" + socket.getPort());
        }
        return Set.copyOf(urls);
    }

    private static List<String> loopback(int port) {
        return LOOPBACK.stream()
                .map(host -> "ws://" + host + (port < 0 ? "" : ":" + port))
                .toList();
    }

    private static boolean isLoopback(String url) {
        String host = URI.create(url).getHost();
        return host != null && LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    }
}
