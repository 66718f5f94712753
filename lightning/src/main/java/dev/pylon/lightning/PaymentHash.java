package dev.pylon.lightning;

import dev.pylon.primitives.Bytes32;

/** The SHA-256 of a preimage: what names a payment everywhere. */
public record PaymentHash(Bytes32 value) implements Comparable<PaymentHash> {
    /**
     * @throws IllegalArgumentException unless there are 64 hex digits
     */
    public static PaymentHash fromHex(String hex) {
        return new PaymentHash(Bytes32.fromHex(hex));
    }

    public String hex() {
        return value.hex();
    }

    @Override
    public int compareTo(PaymentHash other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
