package dev.pylon.relay.market;

import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where style sheet and scripts are: with a hash of what is in them, so that no browser keeps those
 * of an earlier version.
 */
public final class StaticFiles {
    private static final int HASH_DIGITS = 16;

    private final Map<String, String> paths = new ConcurrentHashMap<>();

    StaticFiles() {}

    public String path(String name) {
        return paths.computeIfAbsent(name, StaticFiles::hashed);
    }

    private static String hashed(String name) {
        try (InputStream in = StaticFiles.class.getResourceAsStream("/static/" + name)) {
            if (in == null) {
                throw new IllegalStateException("missing on the class path: static/" + name);
            }
            String hash = Hex.encode(Hashes.sha256(in.readAllBytes()));
            return "/" + name + "?" + hash.substring(0, HASH_DIGITS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
