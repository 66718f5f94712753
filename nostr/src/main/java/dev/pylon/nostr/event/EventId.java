package dev.pylon.nostr.event;

import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Hex;

/** The SHA-256 of an event's canonical JSON (NIP-01). Orders like its hex. */
public record EventId(Bytes32 value) implements Comparable<EventId> {
    /**
     * Reads 64 lower-case hex digits, the only form NIP-01 allows on the wire.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static EventId fromHex(String hex) {
        if (!Hex.isLowerCase(hex, Bytes32.SIZE)) {
            throw new IllegalArgumentException("an event id is 64 lower-case hex digits");
        }
        return new EventId(Bytes32.fromHex(hex));
    }

    /**
     * Takes 32 bytes.
     *
     * @throws IllegalArgumentException unless there are exactly 32 bytes
     */
    public static EventId of(byte[] bytes) {
        return new EventId(Bytes32.of(bytes));
    }

    public String hex() {
        return value.hex();
    }

    /** A fresh copy. */
    public byte[] toBytes() {
        return value.toBytes();
    }

    /** The difficulty of NIP-13: how many bits are zero at the front. */
    public int leadingZeroBits() {
        int bits = 0;
        for (byte part : value.toBytes()) {
            if (part != 0) {
                return bits + Integer.numberOfLeadingZeros(part & 0xff) - 24;
            }
            bits += 8;
        }
        return bits;
    }

    @Override
    public int compareTo(EventId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
