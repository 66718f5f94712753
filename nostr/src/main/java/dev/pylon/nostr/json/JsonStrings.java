package dev.pylon.nostr.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The strings of one JSON text. Plain ASCII is copied as it stands; escapes and other characters
 * are decoded and checked one by one. After each call {@link #end} is where the string ended.
 */
final class JsonStrings {
    /** What is worth not allocating again and again, by length. */
    private static final String[][] KNOWN = new String[11][];

    private static final String[] SINGLE = new String[128];

    static {
        Arrays.fill(KNOWN, new String[0]);
        KNOWN[2] = new String[] {"id"};
        KNOWN[3] = new String[] {"sig", "ids"};
        KNOWN[4] = new String[] {"kind", "tags"};
        KNOWN[5] = new String[] {"kinds", "since", "until", "limit"};
        KNOWN[6] = new String[] {"pubkey", "search"};
        KNOWN[7] = new String[] {"content", "authors"};
        KNOWN[10] = new String[] {"created_at"};
        for (char c = 0; c < 128; c++) {
            SINGLE[c] = String.valueOf(c).intern();
        }
    }

    private final byte[] in;
    private final int start;
    private final int limit;
    private char[] decoded = new char[0];
    private int length;
    private int at;

    JsonStrings(byte[] in, int start, int limit) {
        this.in = in;
        this.start = start;
        this.limit = limit;
    }

    /** Where the byte after the closing quote is. */
    int end() {
        return at;
    }

    /** Reads the string whose opening quote is at this index. */
    String read(int quote) {
        int from = quote + 1;
        int to = plainUntil(from);
        if (to == limit || in[to] != '"') {
            return decode(from, to);
        }
        at = to + 1;
        return switch (to - from) {
            case 0 -> "";
            case 1 -> SINGLE[in[from]];
            default -> new String(in, from, to - from, StandardCharsets.ISO_8859_1);
        };
    }

    /** Like {@link #read}, for names of fields, most of which are known. */
    String readName(int quote) {
        int from = quote + 1;
        int to = plainUntil(from);
        int size = to - from;
        if (size < KNOWN.length && to < limit && in[to] == '"') {
            for (String candidate : KNOWN[size]) {
                if (matches(candidate, from)) {
                    at = to + 1;
                    return candidate;
                }
            }
        }
        return read(quote);
    }

    void skip(int quote) {
        int to = plainUntil(quote + 1);
        if (to < limit && in[to] == '"') {
            at = to + 1;
        } else {
            decode(quote + 1, to);
        }
    }

    private boolean matches(String candidate, int from) {
        for (int i = 0; i < candidate.length(); i++) {
            if (in[from + i] != candidate.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The first byte that is not a plain printable ASCII character of a string. */
    private int plainUntil(int from) {
        int i = from;
        while (i < limit && in[i] >= 0x20 && in[i] != '"' && in[i] != '\\') {
            i++;
        }
        return i;
    }

    private String decode(int from, int plainUntil) {
        length = 0;
        room(plainUntil - from + 16);
        for (int i = from; i < plainUntil; i++) {
            decoded[length++] = (char) in[i];
        }
        at = plainUntil;
        while (true) {
            if (at == limit) {
                throw error("the text ends within a string");
            }
            byte next = in[at];
            if (next == '"') {
                at++;
                return new String(decoded, 0, length);
            }
            room(2);
            if (next == '\\') {
                escape();
            } else if (next >= 0x20) {
                decoded[length++] = (char) next;
                at++;
            } else if (next >= 0) {
                throw error("a control character within a string");
            } else {
                beyondAscii(next & 0xff);
            }
        }
    }

    private void escape() {
        if (at + 1 == limit) {
            throw error("the text ends within a string");
        }
        char plain =
                switch (in[at + 1]) {
                    case '"' -> '"';
                    case '\\' -> '\\';
                    case '/' -> '/';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'u' -> unicodeEscape();
                    default -> throw error("an unknown escape");
                };
        at += 2;
        decoded[length++] = plain;
    }

    /** Reads the escape at {@code at}, and leaves {@code at} two bytes before its end. */
    private char unicodeEscape() {
        char unit = fourDigits(at + 2);
        if (Character.isHighSurrogate(unit)) {
            boolean followed = at + 7 < limit && in[at + 6] == '\\' && in[at + 7] == 'u';
            char low = followed ? fourDigits(at + 8) : 0;
            if (!Character.isLowSurrogate(low)) {
                throw error("a lone surrogate");
            }
            decoded[length++] = unit;
            at += 10;
            return low;
        }
        if (Character.isLowSurrogate(unit)) {
            throw error("a lone surrogate");
        }
        at += 4;
        return unit;
    }

    private char fourDigits(int from) {
        if (from + 4 > limit) {
            throw error("the text ends within a string");
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = HexDigits.ofAnyCase(in[i]);
            if (digit < 0) {
                throw error("an escape without four hex digits");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    private void beyondAscii(int lead) {
        if (lead >= 0xc2 && lead <= 0xdf) {
            decoded[length++] = (char) ((lead & 0x1f) << 6 | continuation(1));
            at += 2;
        } else if (lead >= 0xe0 && lead <= 0xef) {
            int unit = (lead & 0x0f) << 12 | continuation(1) << 6 | continuation(2);
            if (unit < 0x800 || Character.isSurrogate((char) unit)) {
                throw error("invalid UTF-8");
            }
            decoded[length++] = (char) unit;
            at += 3;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            int point =
                    (lead & 0x07) << 18
                            | continuation(1) << 12
                            | continuation(2) << 6
                            | continuation(3);
            if (!Character.isSupplementaryCodePoint(point)) {
                throw error("invalid UTF-8");
            }
            decoded[length++] = Character.highSurrogate(point);
            decoded[length++] = Character.lowSurrogate(point);
            at += 4;
        } else {
            throw error("invalid UTF-8");
        }
    }

    private int continuation(int offset) {
        if (at + offset >= limit || (in[at + offset] & 0xc0) != 0x80) {
            throw error("invalid UTF-8");
        }
        return in[at + offset] & 0x3f;
    }

    private void room(int more) {
        if (length + more > decoded.length) {
            decoded = Arrays.copyOf(decoded, Math.max(length + more, decoded.length * 2));
        }
    }

    private MalformedJson error(String reason) {
        return new MalformedJson(reason + " at byte " + (at - start));
    }
}
