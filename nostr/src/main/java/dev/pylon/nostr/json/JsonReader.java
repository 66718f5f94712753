package dev.pylon.nostr.json;

import dev.pylon.primitives.Hex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259, strictly) from UTF-8 bytes, value by value, in one pass and without
 * recursion. Whatever the bytes are, it throws nothing but {@link MalformedJson}: nesting is
 * bounded by {@link #MAX_DEPTH}, UTF-8 is checked, and a lone surrogate is refused because it has
 * no UTF-8.
 *
 * <p>The caller asks for what it expects. After {@link #beginArray}, each {@code true} of {@link
 * #nextElement} is followed by exactly one value; after {@link #beginObject}, so is each name of
 * {@link #nextName}. Not for use by several threads.
 */
public final class JsonReader {
    public static final int MAX_DEPTH = 64;

    private final byte[] in;
    private final int start;
    private final int end;
    private final JsonStrings strings;
    private int at;
    private int depth;

    /** One bit a level: whether a member of that array or object has been met. */
    private long started;

    private JsonReader(byte[] in, int offset, int length) {
        this.in = in;
        this.start = offset;
        this.end = offset + length;
        this.at = offset;
        this.strings = new JsonStrings(in, offset, end);
    }

    public static JsonReader of(byte[] utf8) {
        return new JsonReader(utf8, 0, utf8.length);
    }

    /**
     * Reads a region of an array.
     *
     * @throws IndexOutOfBoundsException if the region is not within the array
     */
    public static JsonReader of(byte[] utf8, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, utf8.length);
        return new JsonReader(utf8, offset, length);
    }

    /** Reads what remains in the buffer, whose position is left alone. */
    public static JsonReader of(ByteBuffer utf8) {
        if (utf8.hasArray()) {
            return new JsonReader(
                    utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining());
        }
        byte[] copy = new byte[utf8.remaining()];
        utf8.get(utf8.position(), copy);
        return of(copy);
    }

    /**
     * Reads text, in one go turned into UTF-8.
     *
     * @throws MalformedJson if the text holds a lone surrogate
     */
    public static JsonReader of(String text) {
        if (!Surrogates.areWellFormed(text)) {
            throw new MalformedJson("a lone surrogate in the text");
        }
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Another reader of the same bytes, from an earlier {@link #position} where a value begins. */
    public JsonReader from(int position) {
        Objects.checkIndex(position, end - start + 1);
        return new JsonReader(in, start + position, end - start - position);
    }

    /** How many bytes have been read. */
    public int position() {
        return at - start;
    }

    /** What comes next, without reading it. */
    public JsonType peek() {
        return switch (nextByte()) {
            case '{' -> JsonType.OBJECT;
            case '[' -> JsonType.ARRAY;
            case '"' -> JsonType.STRING;
            case 't', 'f' -> JsonType.BOOLEAN;
            case 'n' -> JsonType.NULL;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> JsonType.NUMBER;
            default -> throw unexpected("a value");
        };
    }

    public void beginArray() {
        open('[', "an array");
    }

    public void beginObject() {
        open('{', "an object");
    }

    /**
     * Moves to the array's next element; false when there is none, and the array is then closed.
     */
    public boolean nextElement() {
        return advance(']');
    }

    /** The object's next name; null when there is none, and the object is then closed. */
    public @Nullable String nextName() {
        if (!advance('}')) {
            return null;
        }
        if (nextByte() != '"') {
            throw unexpected("a name");
        }
        String name = strings.readName(at);
        at = strings.end();
        colon();
        return name;
    }

    public String nextString() {
        if (nextByte() != '"') {
            throw unexpected("a string");
        }
        String text = strings.read(at);
        at = strings.end();
        return text;
    }

    /**
     * A whole number without fraction or exponent that a long can hold.
     *
     * @throws MalformedJson if it is another
     */
    public long nextLong() {
        if (peek() != JsonType.NUMBER) {
            throw unexpected("a number");
        }
        int first = at;
        skipNumber();
        boolean negative = in[first] == '-';
        long value = 0;
        for (int i = negative ? first + 1 : first; i < at; i++) {
            int digit = in[i] - '0';
            if (digit < 0 || digit > 9) {
                throw error("expected a whole number", first);
            }
            // below zero there is room for one more than above
            if (value < (Long.MIN_VALUE + digit) / 10) {
                throw error("a number too large", first);
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw error("a number too large", first);
        }
        return negative ? value : -value;
    }

    /** Any number, as it is written. */
    public String nextNumber() {
        if (peek() != JsonType.NUMBER) {
            throw unexpected("a number");
        }
        int first = at;
        skipNumber();
        return new String(in, first, at - first, StandardCharsets.ISO_8859_1);
    }

    public boolean nextBoolean() {
        int next = nextByte();
        if (next == 't') {
            literal("true");
            return true;
        }
        if (next != 'f') {
            throw unexpected("true or false");
        }
        literal("false");
        return false;
    }

    public void nextNull() {
        if (nextByte() != 'n') {
            throw unexpected("null");
        }
        literal("null");
    }

    /**
     * A string of lower-case hex digits.
     *
     * @throws MalformedJson if it is not exactly that many bytes in lower case
     */
    public byte[] nextHex(int bytes) {
        int first = at;
        if (nextByte() != '"') {
            throw unexpected("a string");
        }
        int digits = at + 1;
        if (digits + 2 * bytes < end && in[digits + 2 * bytes] == '"') {
            byte[] value = new byte[bytes];
            int bad = 0;
            for (int i = 0; i < bytes; i++) {
                int pair =
                        HexDigits.of(in[digits + 2 * i]) << 4
                                | HexDigits.of(in[digits + 2 * i + 1]);
                bad |= pair;
                value[i] = (byte) pair;
            }
            if (bad >= 0) {
                at = digits + 2 * bytes + 1;
                return value;
            }
        }
        String text = nextString();
        if (!Hex.isLowerCase(text, bytes)) {
            throw error("expected " + 2 * bytes + " lower-case hex digits", first);
        }
        return Hex.decode(text);
    }

    /** An array of strings and nothing else. */
    public List<String> nextStrings() {
        beginArray();
        List<String> values = new ArrayList<>(4);
        while (nextElement()) {
            values.add(nextString());
        }
        return values;
    }

    /** Reads a value of whatever type and forgets it. */
    public void skipValue() {
        int base = depth;
        long objects = 0;
        do {
            switch (peek()) {
                case OBJECT -> {
                    beginObject();
                    objects |= bit();
                }
                case ARRAY -> {
                    beginArray();
                    objects &= ~bit();
                }
                case STRING -> {
                    strings.skip(at);
                    at = strings.end();
                }
                case NUMBER -> skipNumber();
                case BOOLEAN -> nextBoolean();
                case NULL -> nextNull();
            }
            boolean more = false;
            while (depth > base && !more) {
                more = (objects & bit()) != 0 ? nextName() != null : nextElement();
            }
        } while (depth > base);
    }

    /**
     * Asserts that nothing but white space follows.
     *
     * @throws MalformedJson if something does
     */
    public void expectEnd() {
        skipSpace();
        if (at < end) {
            throw error("something follows the end", at);
        }
    }

    private void open(int bracket, String what) {
        if (nextByte() != bracket) {
            throw unexpected(what);
        }
        if (depth == MAX_DEPTH) {
            throw error("nested deeper than " + MAX_DEPTH + " levels", at);
        }
        at++;
        depth++;
        started &= ~bit();
    }

    private boolean advance(int closing) {
        int next = nextByte();
        if (next == closing) {
            at++;
            depth--;
            return false;
        }
        if ((started & bit()) != 0) {
            if (next != ',') {
                throw unexpected("',' or '" + (char) closing + "'");
            }
            at++;
        }
        started |= bit();
        return true;
    }

    private void colon() {
        if (nextByte() != ':') {
            throw unexpected("':'");
        }
        at++;
    }

    private long bit() {
        return 1L << (depth - 1);
    }

    private void skipNumber() {
        int first = at;
        if (in[at] == '-') {
            at++;
        }
        int whole = at;
        skipDigits(first);
        if (in[whole] == '0' && at > whole + 1) {
            throw error("a number with a leading zero", first);
        }
        if (at < end && in[at] == '.') {
            at++;
            skipDigits(first);
        }
        if (at < end && (in[at] | 0x20) == 'e') {
            at++;
            if (at < end && (in[at] == '+' || in[at] == '-')) {
                at++;
            }
            skipDigits(first);
        }
    }

    private void skipDigits(int number) {
        int first = at;
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            at++;
        }
        if (at == first) {
            throw error("a number without digits", number);
        }
    }

    private void literal(String word) {
        int length = word.length();
        boolean same = at + length <= end;
        for (int i = 0; same && i < length; i++) {
            same = in[at + i] == word.charAt(i);
        }
        if (!same) {
            throw unexpected(word);
        }
        at += length;
    }

    private int nextByte() {
        skipSpace();
        if (at == end) {
            throw error("the text ends too early", at);
        }
        return in[at];
    }

    private void skipSpace() {
        while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
            at++;
        }
    }

    private MalformedJson unexpected(String wanted) {
        return error("expected " + wanted, at);
    }

    private MalformedJson error(String reason, int where) {
        return new MalformedJson(reason + " at byte " + (where - start));
    }
}
