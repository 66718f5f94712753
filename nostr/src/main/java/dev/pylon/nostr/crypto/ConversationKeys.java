package dev.pylon.nostr.crypto;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Secp256k1;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys of NIP-44's most recent conversations, so that each is derived once. It keeps no secret
 * key: a secret key's public key stands for it, since the two secret keys that share one (d and n -
 * d) also share every conversation key. Safe for use by many threads.
 */
final class ConversationKeys {
    private static final byte[] SALT = "nip44-v2".getBytes(StandardCharsets.US_ASCII);

    private final Map<Conversation, byte[]> recent;

    /**
     * @param capacity how many are kept; the one unused for longest goes first
     */
    ConversationKeys(int capacity) {
        recent =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Conversation, byte[]> eldest) {
                        return size() > capacity;
                    }
                };
    }

    /**
     * The shared array, which nobody may change.
     *
     * @throws IllegalArgumentException if the other key is no point on the curve
     */
    byte[] of(SecretKey mine, PublicKey theirs) {
        Conversation conversation = new Conversation(mine.publicKey(), theirs);
        synchronized (recent) {
            byte[] known = recent.get(conversation);
            if (known != null) {
                return known;
            }
        }
        byte[] derived = derive(mine, theirs);
        synchronized (recent) {
            recent.put(conversation, derived);
        }
        return derived;
    }

    int size() {
        synchronized (recent) {
            return recent.size();
        }
    }

    private static byte[] derive(SecretKey mine, PublicKey theirs) {
        return Hashes.hmacSha256(
                SALT, Secp256k1.get().sharedX(mine.toBytes(), theirs.value().toBytes()));
    }

    private record Conversation(PublicKey mine, PublicKey theirs) {}
}
