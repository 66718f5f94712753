package dev.pylon.nostr.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON as NIP-01 wants it hashed: UTF-8, no white space, seven characters escaped by a
 * letter. The other control characters become {@code \}{@code u00xx} as in every client's JSON
 * library, since JSON does not allow them as they are; everything else stands verbatim. A lone
 * surrogate is written as an escape, like JavaScript does.
 *
 * <p>Commas are put where they belong; brackets are the caller's to balance. Not for use by several
 * threads.
 */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    /** For characters below 128: 0 is verbatim, 'u' a numeric escape, else the escape's letter. */
    private static final byte[] ESCAPES = new byte[128];

    static {
        Arrays.fill(ESCAPES, 0, 0x20, (byte) 'u');
        ESCAPES['\n'] = 'n';
        ESCAPES['"'] = '"';
        ESCAPES['\\'] = '\\';
        ESCAPES['\r'] = 'r';
        ESCAPES['\t'] = 't';
        ESCAPES['\b'] = 'b';
        ESCAPES['\f'] = 'f';
    }

    private byte[] out;
    private int length;
    private boolean comma;

    public JsonWriter() {
        this(256);
    }

    public JsonWriter(int expectedBytes) {
        out = new byte[Math.max(16, expectedBytes)];
    }

    public JsonWriter beginArray() {
        return open('[');
    }

    public JsonWriter endArray() {
        return close(']');
    }

    public JsonWriter beginObject() {
        return open('{');
    }

    public JsonWriter endObject() {
        return close('}');
    }

    public JsonWriter name(String name) {
        separate();
        string(name);
        put(':');
        comma = false;
        return this;
    }

    public JsonWriter value(String text) {
        separate();
        string(text);
        return this;
    }

    public JsonWriter value(long number) {
        separate();
        String digits = Long.toString(number);
        ensure(digits.length());
        for (int i = 0; i < digits.length(); i++) {
            out[length++] = (byte) digits.charAt(i);
        }
        return this;
    }

    public JsonWriter value(boolean truth) {
        return raw((truth ? "true" : "false").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The bytes in lower-case hex. */
    public JsonWriter hex(byte[] bytes) {
        separate();
        ensure(2 * bytes.length + 2);
        out[length++] = '"';
        for (byte value : bytes) {
            out[length++] = HEX[(value >> 4) & 15];
            out[length++] = HEX[value & 15];
        }
        out[length++] = '"';
        return this;
    }

    /** A value that is JSON already. */
    public JsonWriter raw(byte[] json) {
        separate();
        ensure(json.length);
        System.arraycopy(json, 0, out, length, json.length);
        length += json.length;
        return this;
    }

    /** What has been written, as UTF-8. */
    public byte[] toBytes() {
        return Arrays.copyOf(out, length);
    }

    /** What has been written. */
    @Override
    public String toString() {
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private JsonWriter open(int bracket) {
        separate();
        put(bracket);
        comma = false;
        return this;
    }

    private JsonWriter close(int bracket) {
        put(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            put(',');
        }
        comma = true;
    }

    private void string(String text) {
        int size = text.length();
        put('"');
        ensure(size + 8);
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            // there is room for what remains as long as it is plain
            if (c < 0x80 && ESCAPES[c] == 0) {
                out[length++] = (byte) c;
                continue;
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < size
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                supplementary(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                special(c);
            }
            ensure(size - i + 8);
        }
        put('"');
    }

    private void special(char c) {
        if (c < 0x80) {
            escape(c);
        } else if (c < 0x800) {
            out[length++] = (byte) (0xc0 | (c >> 6));
            out[length++] = (byte) (0x80 | (c & 0x3f));
        } else if (Character.isSurrogate(c)) {
            unicodeEscape(c);
        } else {
            out[length++] = (byte) (0xe0 | (c >> 12));
            out[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            out[length++] = (byte) (0x80 | (c & 0x3f));
        }
    }

    private void escape(char c) {
        if (ESCAPES[c] == 'u') {
            unicodeEscape(c);
        } else {
            out[length++] = '\\';
            out[length++] = ESCAPES[c];
        }
    }

    private void supplementary(int point) {
        out[length++] = (byte) (0xf0 | (point >> 18));
        out[length++] = (byte) (0x80 | ((point >> 12) & 0x3f));
        out[length++] = (byte) (0x80 | ((point >> 6) & 0x3f));
        out[length++] = (byte) (0x80 | (point & 0x3f));
    }

    private void unicodeEscape(char c) {
        out[length++] = '\\';
        out[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            out[length++] = HEX[(c >> shift) & 15];
        }
    }

    private void put(int single) {
        ensure(1);
        out[length++] = (byte) single;
    }

    private void ensure(int more) {
        if (length + more > out.length) {
            out = Arrays.copyOf(out, Math.max(length + more, out.length * 2));
        }
    }
}
