package dev.pylon.nostr.key;

import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Secp256k1;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A private extended key of BIP 32. */
final class ExtendedKey {
    private static final int HARDENED = 0x80000000;

    private final byte[] key;
    private final byte[] chainCode;

    private ExtendedKey(byte[] key, byte[] chainCode) {
        this.key = key;
        this.chainCode = chainCode;
    }

    static ExtendedKey master(byte[] seed) {
        byte[] hash = Hashes.hmacSha512("Bitcoin seed".getBytes(StandardCharsets.US_ASCII), seed);
        return new ExtendedKey(left(hash), right(hash));
    }

    ExtendedKey hardened(int index) {
        return child(index | HARDENED);
    }

    ExtendedKey child(int index) {
        byte[] parent = index < 0 ? key : Secp256k1.get().publicKey(key);
        ByteBuffer data = ByteBuffer.allocate(37);
        // a hardened child is made from the secret key, padded to 33 bytes
        data.position(33 - parent.length).put(parent).putInt(index);
        byte[] hash = Hashes.hmacSha512(chainCode, data.array());
        return new ExtendedKey(Secp256k1.get().addSecretKeys(left(hash), key), right(hash));
    }

    /** The secret key itself, not a copy. */
    byte[] key() {
        return key;
    }

    private static byte[] left(byte[] hash) {
        return Arrays.copyOf(hash, 32);
    }

    private static byte[] right(byte[] hash) {
        return Arrays.copyOfRange(hash, 32, 64);
    }
}
