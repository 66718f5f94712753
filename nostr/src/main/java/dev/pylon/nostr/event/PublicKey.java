package dev.pylon.nostr.event;

import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Hex;

/**
 * An x-only public key (BIP 340): who signed an event. Whether a point has this x is not checked
 * here. Orders like its hex.
 */
public record PublicKey(Bytes32 value) implements Comparable<PublicKey> {
    /**
     * Reads 64 lower-case hex digits, the only form NIP-01 allows on the wire.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static PublicKey fromHex(String hex) {
        if (!Hex.isLowerCase(hex, Bytes32.SIZE)) {
            throw new IllegalArgumentException("a public key is 64 lower-case hex digits");
        }
        return new PublicKey(Bytes32.fromHex(hex));
    }

    /**
     * Takes 32 bytes.
     *
     * @throws IllegalArgumentException unless there are exactly 32 bytes
     */
    public static PublicKey of(byte[] bytes) {
        return new PublicKey(Bytes32.of(bytes));
    }

    public String hex() {
        return value.hex();
    }

    /** A fresh copy. */
    public byte[] toBytes() {
        return value.toBytes();
    }

    @Override
    public int compareTo(PublicKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
