package dev.pylon.nostr.key;

import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Secp256k1;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A private extended key of BIP 32. */
record ExtendedKey(byte[] key, byte[] chainCode) {
    private static final int HARDENED = 0x80000000;

    static ExtendedKey master(byte[] seed) {
        return split(Hashes.hmacSha512("Bitcoin seed".getBytes(StandardCharsets.US_ASCII), seed));
    }

    ExtendedKey hardened(int index) {
        return child(index | HARDENED);
    }

    ExtendedKey child(int index) {
        byte[] parent = index < 0 ? key : Secp256k1.get().publicKey(key);
        ByteBuffer data = ByteBuffer.allocate(37);
        // a hardened child is made from the secret key, padded to 33 bytes
        data.position(33 - parent.length).put(parent).putInt(index);
        ExtendedKey tweak = split(Hashes.hmacSha512(chainCode, data.array()));
        return new ExtendedKey(Secp256k1.get().addSecretKeys(tweak.key, key), tweak.chainCode);
    }

    private static ExtendedKey split(byte[] hash) {
        return new ExtendedKey(Arrays.copyOf(hash, 32), Arrays.copyOfRange(hash, 32, 64));
    }

    @Override
    public String toString() {
        return "ExtendedKey[hidden]";
    }
}
