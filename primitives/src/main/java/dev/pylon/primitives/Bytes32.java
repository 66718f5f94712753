package dev.pylon.primitives;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Thirty-two immutable bytes: an event id, a public key, a payment hash. Held as four longs, so it
 * costs one small object, and compares like the unsigned bytes (and so like their hex).
 */
public final class Bytes32 implements Comparable<Bytes32> {
    public static final int SIZE = 32;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final long a;
    private final long b;
    private final long c;
    private final long d;

    private Bytes32(byte[] bytes) {
        a = (long) LONG.get(bytes, 0);
        b = (long) LONG.get(bytes, 8);
        c = (long) LONG.get(bytes, 16);
        d = (long) LONG.get(bytes, 24);
    }

    /**
     * @throws IllegalArgumentException unless there are exactly 32 bytes
     */
    public static Bytes32 of(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("expected 32 bytes, got " + bytes.length);
        }
        return new Bytes32(bytes);
    }

    /**
     * Reads 64 hex digits, upper or lower case.
     *
     * @throws IllegalArgumentException if they are not 64 hex digits
     */
    public static Bytes32 fromHex(String hex) {
        if (hex.length() != SIZE * 2) {
            throw new IllegalArgumentException(
                    "expected 64 hex digits, got " + hex.length() + " characters");
        }
        return new Bytes32(Hex.decode(hex));
    }

    /** A fresh copy. */
    public byte[] toBytes() {
        byte[] bytes = new byte[SIZE];
        LONG.set(bytes, 0, a);
        LONG.set(bytes, 8, b);
        LONG.set(bytes, 16, c);
        LONG.set(bytes, 24, d);
        return bytes;
    }

    public String hex() {
        return Hex.encode(toBytes());
    }

    @Override
    public int compareTo(Bytes32 other) {
        int order = Long.compareUnsigned(a, other.a);
        if (order == 0) {
            order = Long.compareUnsigned(b, other.b);
        }
        if (order == 0) {
            order = Long.compareUnsigned(c, other.c);
        }
        return order != 0 ? order : Long.compareUnsigned(d, other.d);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes32 o && a == o.a && b == o.b && c == o.c && d == o.d;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(
                a ^ Long.rotateLeft(b, 17) ^ Long.rotateLeft(c, 31) ^ Long.rotateLeft(d, 47));
    }

    @Override
    public String toString() {
        return hex();
    }
}
