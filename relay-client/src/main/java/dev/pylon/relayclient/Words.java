package dev.pylon.relayclient;

/** The machine-readable prefix of what a relay says in OK and CLOSED (NIP-01). */
enum Words {
    DUPLICATE,
    AUTH_REQUIRED,
    /** For the time being: rate-limited, or an error of the relay's own. */
    TRANSIENT,
    /** Will not change by asking again. */
    FINAL,
    /** No prefix that we know. */
    UNKNOWN;

    static Words of(String message) {
        int colon = message.indexOf(':');
        String prefix = colon < 0 ? "" : message.substring(0, colon).strip();
        return switch (prefix) {
            case "duplicate" -> DUPLICATE;
            case "auth-required" -> AUTH_REQUIRED;
            case "rate-limited", "error" -> TRANSIENT;
            case "blocked", "restricted", "invalid", "pow", "mute", "unsupported" -> FINAL;
            default -> UNKNOWN;
        };
    }
}
