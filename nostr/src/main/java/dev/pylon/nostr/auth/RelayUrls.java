package dev.pylon.nostr.auth;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Relay URLs as people and clients write them. */
public final class RelayUrls {
    private static final Pattern SCHEME = Pattern.compile("^(wss?|https?)://");
    private static final Pattern DEFAULT_PORT =
            Pattern.compile("^([^/?#]*[^/?#:]):(80|443)(?=[/?#]|$)");

    private RelayUrls() {}

    /**
     * Whether the URL is one of these, however it is written: case, a trailing slash, a default
     * port and whether it is ws or wss (or http) do not matter.
     */
    public static boolean isOneOf(Set<String> relayUrls, String url) {
        String wanted = comparable(url);
        return !wanted.isEmpty()
                && relayUrls.stream().anyMatch(own -> comparable(own).equals(wanted));
    }

    /** The same text for all ways to write one relay: host, port unless default, path and query. */
    static String comparable(String url) {
        String rest = url.strip().toLowerCase(Locale.ROOT);
        rest = SCHEME.matcher(rest).replaceFirst("");
        rest = DEFAULT_PORT.matcher(rest).replaceFirst("$1");
        int end = rest.length();
        while (end > 0 && rest.charAt(end - 1) == '/') {
            end--;
        }
        return rest.substring(0, end);
    }
}
