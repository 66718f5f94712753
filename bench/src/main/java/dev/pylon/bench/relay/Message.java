package dev.pylon.bench.relay;

import java.nio.charset.StandardCharsets;

/**
 * A relay's message, looked at where it lies: its label and the few bytes that are asked for. A
 * parse of each would cost the generator what the relay needs. One object serves a whole loop.
 */
final class Message {
    /** The labels of NIP-01, NIP-42 and NIP-45. */
    enum Label {
        EVENT,
        OK,
        EOSE,
        AUTH,
        NOTICE,
        CLOSED,
        COUNT,
        OTHER
    }

    private static final int ID_LENGTH = 4;
    private static final int PREFIX_DIGITS = 16;

    private byte[] bytes = {};
    private int to;
    private Label label = Label.OTHER;
    private int afterLabel;

    Message at(byte[] where, int from, int end) {
        bytes = where;
        to = end;
        int open = next('"', from);
        int close = next('"', open + 1);
        label = labelOf(open + 1, close);
        afterLabel = close + 1;
        return this;
    }

    Label label() {
        return label;
    }

    /** The start of the id that an EVENT carries or an OK answers, as a number; 0 without one. */
    long id() {
        return prefix(label == Label.EVENT ? valueOfId() : next('"', afterLabel) + 1);
    }

    /** What an OK says. */
    boolean accepted() {
        int at = next('"', next('"', afterLabel) + 1) + 1;
        while (at < to && (bytes[at] == ',' || bytes[at] == ' ')) {
            at++;
        }
        return at < to && bytes[at] == 't';
    }

    /** The first value after the label: a challenge, a notice, a subscription's id. */
    String value() {
        int open = next('"', afterLabel);
        int close = next('"', open + 1);
        return open >= to
                ? ""
                : new String(bytes, open + 1, close - open - 1, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        int from = Math.max(0, afterLabel - label.name().length() - 3);
        return new String(bytes, from, Math.min(to - from, 300), StandardCharsets.UTF_8);
    }

    private Label labelOf(int from, int end) {
        if (end >= to) {
            return Label.OTHER;
        }
        return switch (end - from) {
            case 2 -> Label.OK;
            case 4 -> bytes[from] == 'E' ? Label.EOSE : Label.AUTH;
            case 5 -> bytes[from] == 'E' ? Label.EVENT : Label.COUNT;
            case 6 -> bytes[from] == 'C' ? Label.CLOSED : Label.NOTICE;
            default -> Label.OTHER;
        };
    }

    /**
     * Quotes inside of strings are escaped, so the member's name with both of its own is unique.
     */
    private int valueOfId() {
        for (int at = afterLabel; at < to - ID_LENGTH; at++) {
            if (bytes[at] == '"'
                    && bytes[at + 1] == 'i'
                    && bytes[at + 2] == 'd'
                    && bytes[at + 3] == '"') {
                int after = at + ID_LENGTH;
                while (after < to && bytes[after] == ' ') {
                    after++;
                }
                if (after < to && bytes[after] == ':') {
                    return next('"', after) + 1;
                }
            }
        }
        return to;
    }

    private long prefix(int from) {
        if (from + PREFIX_DIGITS > to) {
            return 0;
        }
        long value = 0;
        for (int i = from; i < from + PREFIX_DIGITS; i++) {
            value = value << 4 | Character.digit(bytes[i], 16) & 0x0f;
        }
        return value;
    }

    private int next(char wanted, int from) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
