package dev.pylon.provider.work;

import java.util.function.IntUnaryOperator;

/** As much of a text as fits, never cut within a code point. */
final class Excerpt {
    static final String NOTE =
            "\n[The result was longer than this provider can deliver and is cut off here.]";

    /** How many bytes a text takes. */
    enum Size {
        /** As UTF-8. */
        PLAIN(Size::utf8),
        /** As UTF-8 within a JSON string. */
        JSON(Size::escaped);

        private final IntUnaryOperator bytesOfUnit;

        Size(IntUnaryOperator bytesOfUnit) {
            this.bytesOfUnit = bytesOfUnit;
        }

        long of(String text) {
            return text.chars().mapToLong(bytesOfUnit::applyAsInt).sum();
        }

        /** Of a char; the two halves of a surrogate pair share four bytes. */
        private static int utf8(int unit) {
            if (unit < 0x80) {
                return 1;
            }
            return unit < 0x800 || Character.isSurrogate((char) unit) ? 2 : 3;
        }

        private static int escaped(int unit) {
            return switch (unit) {
                case '"', '\\', '\n', '\r', '\t', '\b', '\f' -> 2;
                default -> unit < ' ' ? 6 : utf8(unit);
            };
        }
    }

    private Excerpt() {}

    /** The text, or its beginning with a note that says so. */
    static String noted(String text, int most) {
        return Size.PLAIN.of(text) <= most
                ? text
                : beginning(text, most - (int) Size.PLAIN.of(NOTE), Size.PLAIN) + NOTE;
    }

    /** The text, or as much of it as takes no more bytes than that. */
    static String beginning(String text, int most, Size size) {
        long bytes = 0;
        for (int at = 0; at < text.length(); at++) {
            bytes += size.bytesOfUnit.applyAsInt(text.charAt(at));
            if (bytes > most) {
                boolean amidPair =
                        at > 0
                                && Character.isLowSurrogate(text.charAt(at))
                                && Character.isHighSurrogate(text.charAt(at - 1));
                return text.substring(0, amidPair ? at - 1 : at);
            }
        }
        return text;
    }
}
