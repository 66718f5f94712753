package dev.pylon.nostr.json;

import java.util.Arrays;

/** Values of hex digits by table: −1 (all bits set, so that it survives an OR) for other bytes. */
final class HexDigits {
    private static final byte[] LOWER_CASE = new byte[256];
    private static final byte[] ANY_CASE = new byte[256];

    static {
        Arrays.fill(LOWER_CASE, (byte) -1);
        for (int i = 0; i < 16; i++) {
            LOWER_CASE["0123456789abcdef".charAt(i)] = (byte) i;
        }
        System.arraycopy(LOWER_CASE, 0, ANY_CASE, 0, 256);
        for (int i = 10; i < 16; i++) {
            ANY_CASE["0123456789ABCDEF".charAt(i)] = (byte) i;
        }
    }

    private HexDigits() {}

    static int of(byte digit) {
        return LOWER_CASE[digit & 0xff];
    }

    static int ofAnyCase(byte digit) {
        return ANY_CASE[digit & 0xff];
    }
}
