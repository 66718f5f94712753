package dev.pylon.nostr.keyfile;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.pylon.primitives.Hashes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * A key from a password, by a function that takes much memory (RFC 7914). The memory is outside the
 * heap: so a small heap is no obstacle, and it is wiped and given back at once.
 */
final class Scrypt {
    private static final int SALSA_WORDS = 16;

    private Scrypt() {}

    /**
     * The memory that it takes, in bytes: 1 KiB times N for r = 8.
     *
     * @param logN the power of two that N is
     */
    static long memory(int logN, int r) {
        return 128L * r << logN;
    }

    /**
     * @param logN the power of two that N is
     * @param r the size of a block, in units of 128 bytes: a power of two
     * @param p how often all of it is done
     * @param length of the key, in bytes
     */
    static byte[] derive(byte[] password, byte[] salt, int logN, int r, int p, int length) {
        int blockBytes = 128 * r;
        byte[] blocks = pbkdf2(password, salt, p * blockBytes);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate(memory(logN, r), Integer.BYTES);
            for (int i = 0; i < p; i++) {
                mix(ByteBuffer.wrap(blocks, i * blockBytes, blockBytes).slice(), table, r);
            }
            table.fill((byte) 0);
            return pbkdf2(password, blocks, length);
        } finally {
            Arrays.fill(blocks, (byte) 0);
        }
    }

    /** scryptROMix: fills the table in order, then reads it in an order that the data says. */
    private static void mix(ByteBuffer block, MemorySegment table, int r) {
        IntBuffer words = block.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        int[] x = new int[words.capacity()];
        int[] other = new int[x.length];
        words.get(0, x);
        long end = table.byteSize();
        for (long at = 0; at < end; at += block.capacity()) {
            MemorySegment.copy(x, 0, table, JAVA_INT, at, x.length);
            mixBlock(x, other, r);
            System.arraycopy(other, 0, x, 0, x.length);
        }
        for (long at = 0; at < end; at += block.capacity()) {
            long chosen = Integer.toUnsignedLong(x[x.length - SALSA_WORDS]);
            long from = chosen * block.capacity() & (end - 1);
            MemorySegment.copy(table, JAVA_INT, from, other, 0, other.length);
            for (int k = 0; k < x.length; k++) {
                x[k] ^= other[k];
            }
            mixBlock(x, other, r);
            System.arraycopy(other, 0, x, 0, x.length);
        }
        words.put(0, x);
        Arrays.fill(x, 0);
        Arrays.fill(other, 0);
    }

    /** scryptBlockMix. */
    static void mixBlock(int[] in, int[] out, int r) {
        int[] x = Arrays.copyOfRange(in, in.length - SALSA_WORDS, in.length);
        for (int i = 0; i < 2 * r; i++) {
            for (int k = 0; k < SALSA_WORDS; k++) {
                x[k] ^= in[i * SALSA_WORDS + k];
            }
            salsa8(x);
            int place = i / 2 + (i % 2 == 0 ? 0 : r);
            System.arraycopy(x, 0, out, place * SALSA_WORDS, SALSA_WORDS);
        }
    }

    /** Salsa20/8, in place. */
    static void salsa8(int[] state) {
        int[] x = state.clone();
        for (int round = 0; round < 4; round++) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
        for (int i = 0; i < SALSA_WORDS; i++) {
            state[i] += x[i];
        }
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }

    /** PBKDF2-HMAC-SHA256 of one round. The JDK's own takes characters, not bytes. */
    private static byte[] pbkdf2(byte[] password, byte[] salt, int length) {
        byte[] key = new byte[length];
        for (int i = 0; i * 32 < length; i++) {
            byte[] number = ByteBuffer.allocate(4).putInt(i + 1).array();
            byte[] block = Hashes.hmacSha256(password, salt, number);
            System.arraycopy(block, 0, key, i * 32, Math.min(32, length - i * 32));
            Arrays.fill(block, (byte) 0);
        }
        return key;
    }
}
