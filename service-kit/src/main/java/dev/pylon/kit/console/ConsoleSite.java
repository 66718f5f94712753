package dev.pylon.kit.console;

import dev.pylon.kit.auth.Scope;
import java.util.List;

/**
 * A service's console. A service that has one makes a bean of this type.
 *
 * @param name one lower-case word, part of the cookie's name: cookies do not know ports, and two
 *     services may share a host
 * @param title shown on every page
 * @param network regtest, signet or mainnet, shown on every page
 * @param secret known to all replicas and to nobody else; sessions are signed with it
 * @param sections what the navigation leads to; the first is where one arrives
 */
@SuppressWarnings("ArrayRecordComponent")
public record ConsoleSite(
        String name, String title, String network, byte[] secret, List<Section> sections) {
    static final String ROOT = "/console";

    /**
     * @param path below {@code /console/}
     * @param scope that is needed to see it
     */
    public record Section(String path, String label, Scope scope) {
        /** The whole path. */
        public String href() {
            return ROOT + "/" + path;
        }
    }

    public ConsoleSite {
        sections = List.copyOf(sections);
    }

    String cookie() {
        return "pylon-" + name;
    }
}
