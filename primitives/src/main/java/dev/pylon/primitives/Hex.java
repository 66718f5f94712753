package dev.pylon.primitives;

import java.util.HexFormat;

/** Lower-case hexadecimal. Reading accepts upper case too; writing never produces it. */
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    public static String encode(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /**
     * @throws IllegalArgumentException if the text has an odd length or a character that is no hex
     *     digit
     */
    public static byte[] decode(String text) {
        return FORMAT.parseHex(text);
    }

    /**
     * Whether the text is hexadecimal of exactly {@code bytes} bytes in lower case, as NIP-01 wants
     * it.
     */
    public static boolean isLowerCase(String text, int bytes) {
        if (text.length() != bytes * 2) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
