package dev.pylon.relay.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Where a client connects from, as text: what bans and rates per address go by. */
final class ClientAddress {
    static final String HEADER = "X-Forwarded-For";

    private ClientAddress() {}

    /**
     * The other end's address or, if that is a trusted proxy, the last one that it and its like
     * forwarded for and that is none of them.
     */
    static String of(ServerHttpRequest request, List<String> trustedProxies) {
        InetSocketAddress remote = request.getRemoteAddress();
        String address = remote == null ? "" : text(remote);
        if (!trustedProxies.contains(address)) {
            return address;
        }
        List<String> forwarded =
                request.getHeaders().getValuesAsList(HEADER).stream()
                        .flatMap(value -> List.of(value.split(",")).stream())
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                        .map(ClientAddress::text)
                        .toList();
        for (String hop : forwarded.reversed()) {
            if (!trustedProxies.contains(hop)) {
                return hop;
            }
        }
        return address;
    }

    /** In the form that bans and rates use; what is no address stays as it is. */
    private static String text(String address) {
        try {
            return InetAddress.ofLiteral(address).getHostAddress();
        } catch (IllegalArgumentException noAddress) {
            return address;
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
    }
}
