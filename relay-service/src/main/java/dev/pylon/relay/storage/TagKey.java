package dev.pylon.relay.storage;

import dev.pylon.nostr.event.EventAddress;
import dev.pylon.primitives.Hashes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Sixteen bytes that stand for a tag's value, or an address, whatever its length and characters
 * (PostgreSQL's texts hold no NUL, its indexes nothing long): the start of a SHA-256.
 */
public final class TagKey {
    private TagKey() {}

    public static UUID of(String name, String value) {
        return hash(name + '\0' + value);
    }

    static UUID of(EventAddress address) {
        return hash("address\0" + address);
    }

    private static UUID hash(String text) {
        ByteBuffer hash = ByteBuffer.wrap(Hashes.sha256(text.getBytes(StandardCharsets.UTF_8)));
        return new UUID(hash.getLong(), hash.getLong());
    }
}
