package dev.pylon.nostr.key;

import dev.pylon.nostr.event.PublicKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes NIP-19's type-length-value lists. */
final class TlvWriter {
    static final int SPECIAL = 0;
    static final int RELAY = 1;
    static final int AUTHOR = 2;
    static final int KIND = 3;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TlvWriter special(byte[] value) {
        return put(SPECIAL, value);
    }

    TlvWriter identifier(String identifier) {
        return put(SPECIAL, identifier.getBytes(StandardCharsets.UTF_8));
    }

    TlvWriter relays(List<String> urls) {
        urls.forEach(url -> put(RELAY, url.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    TlvWriter author(PublicKey key) {
        return put(AUTHOR, key.toBytes());
    }

    TlvWriter kind(int kind) {
        return put(KIND, ByteBuffer.allocate(4).putInt(kind).array());
    }

    String encode(String prefix) {
        return Nip19Codec.bare(prefix, out.toByteArray());
    }

    private TlvWriter put(int type, byte[] value) {
        if (value.length > 255) {
            throw new IllegalArgumentException("NIP-19 holds at most 255 bytes in one value");
        }
        out.write(type);
        out.write(value.length);
        out.writeBytes(value);
        return this;
    }
}
