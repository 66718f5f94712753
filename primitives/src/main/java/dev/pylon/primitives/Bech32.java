package dev.pylon.primitives;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * Bech32 (BIP 173) and Bech32m (BIP 350) without the 90-character limit, which BOLT 11 and NIP-19
 * lift. Data is handled in groups of five bits; {@link #toBytes} and {@link #fromBytes} convert.
 */
public final class Bech32 {
    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {
        0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
    };
    private static final int CHECKSUM_LENGTH = 6;
    private static final byte[] VALUE_OF = new byte[128];

    static {
        Arrays.fill(VALUE_OF, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            VALUE_OF[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private Bech32() {}

    /** Which checksum constant a string was made with. */
    public enum Variant {
        BECH32(1),
        BECH32M(0x2bc830a3);

        private final int constant;

        Variant(int constant) {
            this.constant = constant;
        }
    }

    /**
     * A decoded string.
     *
     * @param prefix the human-readable part, in lower case
     * @param groups the data without its checksum, five bits in each byte
     */
    public record Decoded(String prefix, byte[] groups, Variant variant) {}

    public static String encode(String prefix, byte[] groups, Variant variant) {
        String lower = prefix.toLowerCase(Locale.ROOT);
        int checksum = polymod(lower, groups, new byte[CHECKSUM_LENGTH]) ^ variant.constant;
        StringBuilder text =
                new StringBuilder(lower.length() + 1 + groups.length + CHECKSUM_LENGTH);
        text.append(lower).append('1');
        for (byte group : groups) {
            text.append(ALPHABET.charAt(group));
        }
        for (int i = 0; i < CHECKSUM_LENGTH; i++) {
            text.append(ALPHABET.charAt(checksum >>> (5 * (5 - i)) & 31));
        }
        return text.toString();
    }

    /**
     * @throws IllegalArgumentException if the string is not Bech32 of either variant; the message
     *     says why
     */
    public static Decoded decode(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
            throw new IllegalArgumentException("mixed upper and lower case");
        }
        int separator = lower.lastIndexOf('1');
        if (separator < 1) {
            throw new IllegalArgumentException("no prefix before the separator '1'");
        }
        if (lower.length() - separator - 1 < CHECKSUM_LENGTH) {
            throw new IllegalArgumentException("too short for a checksum");
        }
        String prefix = lower.substring(0, separator);
        for (int i = 0; i < prefix.length(); i++) {
            if (prefix.charAt(i) < 33 || prefix.charAt(i) > 126) {
                throw new IllegalArgumentException("invalid character in the prefix");
            }
        }
        byte[] all = groupsOf(lower, separator + 1);
        int remainder = polymod(prefix, all, new byte[0]);
        for (Variant variant : Variant.values()) {
            if (remainder == variant.constant) {
                return new Decoded(
                        prefix, Arrays.copyOf(all, all.length - CHECKSUM_LENGTH), variant);
            }
        }
        throw new IllegalArgumentException(
                "the checksum does not match: a character is wrong or missing");
    }

    /**
     * Five-bit groups to bytes.
     *
     * @throws IllegalArgumentException if what is left over is a whole group or not all zero
     */
    public static byte[] toBytes(byte[] groups) {
        byte[] bytes = regroup(groups, 5, 8, false);
        int leftOver = groups.length * 5 % 8;
        if (leftOver >= 5
                || (leftOver > 0 && (groups[groups.length - 1] & ((1 << leftOver) - 1)) != 0)) {
            throw new IllegalArgumentException("invalid padding");
        }
        return bytes;
    }

    /** Bytes to five-bit groups, the last one padded with zero bits. */
    public static byte[] fromBytes(byte[] bytes) {
        return regroup(bytes, 8, 5, true);
    }

    private static byte[] regroup(byte[] in, int from, int to, boolean pad) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length * from / to + 1);
        int bits = 0;
        int buffer = 0;
        for (byte value : in) {
            buffer = (buffer << from | (value & ((1 << from) - 1))) & 0xfff;
            bits += from;
            while (bits >= to) {
                bits -= to;
                out.write(buffer >>> bits & ((1 << to) - 1));
            }
        }
        if (pad && bits > 0) {
            out.write(buffer << (to - bits) & ((1 << to) - 1));
        }
        return out.toByteArray();
    }

    private static byte[] groupsOf(String text, int from) {
        byte[] groups = new byte[text.length() - from];
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            byte value = c < 128 ? VALUE_OF[c] : -1;
            if (value < 0) {
                throw new IllegalArgumentException("invalid character at position " + i);
            }
            groups[i - from] = value;
        }
        return groups;
    }

    private static int polymod(String prefix, byte[] groups, byte[] padding) {
        int state = 1;
        for (int i = 0; i < prefix.length(); i++) {
            state = step(state, prefix.charAt(i) >>> 5);
        }
        state = step(state, 0);
        for (int i = 0; i < prefix.length(); i++) {
            state = step(state, prefix.charAt(i) & 31);
        }
        for (byte group : groups) {
            state = step(state, group);
        }
        for (byte group : padding) {
            state = step(state, group);
        }
        return state;
    }

    private static int step(int state, int value) {
        int top = state >>> 25;
        int next = (state & 0x1ffffff) << 5 ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            if ((top >>> i & 1) == 1) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }
}
