package dev.pylon.relay.policy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names by which events and requests may mean this relay; one loopback name stands for all of
 * them. What a client puts into its Host header is none of them: a relay in the middle could then
 * use its clients' answers here.
 */
public final class RelayNames {
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    private RelayNames() {}

    /** Those that are configured. */
    public static Set<String> configured(RelaySettings settings) {
        Set<String> names = new HashSet<>(settings.aliases());
        String url = settings.publicUrl();
        if (url != null && !url.isBlank()) {
            names.add(url);
            if (isLoopback(url)) {
                names.addAll(loopback(URI.create(url).getPort()));
            }
        }
        return Set.copyOf(names);
    }

    /**
     * Those that are configured; without a public URL, also where the connection arrived.
     *
     * @param local the connection's end here, if it is known
     */
    public static Set<String> at(RelaySettings settings, @Nullable SocketAddress local) {
        Set<String> names = new HashSet<>(configured(settings));
        String url = settings.publicUrl();
        if ((url == null || url.isBlank()) && local instanceof InetSocketAddress socket) {
            names.addAll(loopback(socket.getPort()));
            names.add("ws://" + socket.getAddress().getHostAddress() + ":" + socket.getPort());
        }
        return Set.copyOf(names);
    }

    /** What may stand in a signed request (NIP-98) for this path and query. */
    public static Set<String> ofRequest(
            RelaySettings settings, @Nullable SocketAddress local, String path) {
        Set<String> urls = new HashSet<>();
        for (String name : at(settings, local)) {
            String root = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
            String http = root.replaceFirst("^ws", "http");
            urls.add(http + path);
            urls.add(root + path);
            if (path.equals("/")) {
                urls.add(http);
                urls.add(root);
            }
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
