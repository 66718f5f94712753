package dev.pylon.lightning;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Arithmetic on the five-bit groups an invoice is made of. */
final class Groups {
    static final int BITS = 5;

    private Groups() {}

    /** Whole bytes; the bits left over at the end are padding and don't matter. */
    static byte[] toBytes(byte[] groups) {
        return Arrays.copyOf(toBytesPadded(groups), groups.length * BITS / 8);
    }

    /** Bytes with zero bits added up to a whole byte: what is hashed for the signature. */
    static byte[] toBytesPadded(byte[] groups) {
        byte[] bytes = new byte[Math.ceilDiv(groups.length * BITS, 8)];
        for (int bit = 0; bit < groups.length * BITS; bit++) {
            if ((groups[bit / BITS] >>> (BITS - 1 - bit % BITS) & 1) == 1) {
                bytes[bit / 8] |= (byte) (0x80 >>> bit % 8);
            }
        }
        return bytes;
    }

    /** Big-endian. The caller has seen to it that it fits. */
    static long toLong(byte[] groups) {
        long value = 0;
        for (byte group : groups) {
            value = value << BITS | group;
        }
        return value;
    }

    /** Big-endian, as many groups as asked for. */
    static byte[] ofLong(long value, int count) {
        byte[] groups = new byte[count];
        for (int i = 0; i < count; i++) {
            groups[i] = (byte) (value >>> (BITS * (count - 1 - i)) & 31);
        }
        return groups;
    }

    /** Big-endian, in as few groups as possible; none for zero. */
    static byte[] ofLong(long value) {
        return ofLong(value, Math.ceilDiv(Long.SIZE - Long.numberOfLeadingZeros(value), BITS));
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
