package dev.pylon.relayclient;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address of a relay in its one normal form, so that two spellings of a relay are one relay:
 * scheme and host in lower case, no default port, no trailing slash, no fragment.
 */
public record RelayUrl(String value) implements Comparable<RelayUrl> {
    private static final int MAX_LENGTH = 1024;
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[::1]");

    public RelayUrl {
        value = normalise(value);
    }

    /**
     * @throws IllegalArgumentException if it is not a ws or wss address; the message says why
     */
    public static RelayUrl of(String url) {
        return new RelayUrl(url);
    }

    /** Reads an address that a stranger wrote: empty if it is not a relay's. */
    public static Optional<RelayUrl> parse(String url) {
        try {
            return Optional.of(new RelayUrl(url));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    public URI uri() {
        return URI.create(value);
    }

    /** True for wss. */
    public boolean isSecure() {
        return value.startsWith("wss:");
    }

    /** True for an address of this machine alone. */
    public boolean isLoopback() {
        String host = uri().getHost();
        return host != null && (host.equals("localhost") || LOOPBACK.matcher(host).matches());
    }

    private static String normalise(String url) {
        String trimmed = url.strip();
        if (trimmed.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a relay's address is at most " + MAX_LENGTH + " characters");
        }
        URI uri;
        try {
            uri = new URI(trimmed);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address: " + e.getReason(), e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("ws") && !scheme.equals("wss")) {
            throw new IllegalArgumentException(
                    "a relay's address begins with ws:// or wss://, not with '" + scheme + "'");
        }
        return scheme + "://" + authority(uri, scheme) + path(uri) + query(uri);
    }

    private static String authority(URI uri, String scheme) {
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a relay's address has no user or password");
        }
        String host = uri.getHost();
        int port = uri.getPort();
        if (host == null) {
            return internationalAuthority(uri, scheme);
        }
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        return host.toLowerCase(Locale.ROOT) + port(port, scheme);
    }

    private static String internationalAuthority(URI uri, String scheme) {
        String authority = uri.getRawAuthority();
        if (authority == null || authority.contains("@")) {
            throw new IllegalArgumentException("a relay's address names a host");
        }
        int colon = authority.lastIndexOf(':');
        String name = colon < 0 ? authority : authority.substring(0, colon);
        String ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
        int port = colon < 0 ? -1 : Integer.parseInt(authority.substring(colon + 1));
        if (ascii.isEmpty() || URI.create(scheme + "://" + ascii).getHost() == null) {
            throw new IllegalArgumentException("not a host: '" + name + "'");
        }
        return ascii + port(port, scheme);
    }

    private static String port(int port, String scheme) {
        if (port < 0 || port == (scheme.equals("ws") ? 80 : 443)) {
            return "";
        }
        if (port == 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        return ":" + port;
    }

    private static String path(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static String query(URI uri) {
        return uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    }

    @Override
    public int compareTo(RelayUrl other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
