package dev.pylon.nostr.json;

/**
 * Text that is not JSON, or JSON of another shape than was asked for. It carries no stack trace.
 */
public final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedJson(String reason) {
        super(reason, null, false, false);
    }

    /** What is wrong, in words fit for the sender. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
