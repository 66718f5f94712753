package dev.pylon.lightning;

import java.util.Optional;

/** The tagged fields that BOLT 11 defines. */
enum FieldType {
    PAYMENT_HASH('p', 1, 52),
    PAYMENT_SECRET('s', 16, 52),
    DESCRIPTION('d', 13, FieldType.ANY),
    METADATA('m', 27, FieldType.ANY),
    PAYEE('n', 19, 53),
    DESCRIPTION_HASH('h', 23, 52),
    EXPIRY('x', 6, FieldType.ANY),
    MIN_FINAL_CLTV('c', 24, FieldType.ANY),
    FALLBACK('f', 9, FieldType.ANY),
    ROUTE_HINT('r', 3, FieldType.ANY),
    FEATURES('9', 5, FieldType.ANY);

    static final int MAX_GROUPS = 1023;
    private static final int ANY = -1;

    private final char letter;
    private final int code;
    private final int length;

    FieldType(char letter, int code, int length) {
        this.letter = letter;
        this.code = code;
        this.length = length;
    }

    char letter() {
        return letter;
    }

    int code() {
        return code;
    }

    /** The type of a field worth reading: a known one, of the right length. */
    static Optional<FieldType> of(int code, int length) {
        for (FieldType type : values()) {
            if (type.code == code && (type.length == ANY || type.length == length)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
