package dev.pylon.nostr.event;

import dev.pylon.primitives.Hex;
import java.util.Arrays;

/** A Schnorr signature (BIP 340) over an event's id: 64 immutable bytes. */
public final class Signature {
    public static final int SIZE = 64;

    private final byte[] bytes;

    private Signature(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a copy of 64 bytes.
     *
     * @throws IllegalArgumentException unless there are exactly 64 bytes
     */
    public static Signature of(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("expected 64 bytes, got " + bytes.length);
        }
        return new Signature(bytes.clone());
    }

    /**
     * Reads 128 lower-case hex digits.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Signature fromHex(String hex) {
        if (!Hex.isLowerCase(hex, SIZE)) {
            throw new IllegalArgumentException("a signature is 128 lower-case hex digits");
        }
        return new Signature(Hex.decode(hex));
    }

    public String hex() {
        return Hex.encode(bytes);
    }

    /** A fresh copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature s && Arrays.equals(bytes, s.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
