package dev.pylon.nostr.filter;

/** JSON that is not a filter of NIP-01. It carries no stack trace. */
public final class MalformedFilter extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean unsupported;

    MalformedFilter(String reason, boolean unsupported) {
        super(reason, null, false, false);
        this.unsupported = unsupported;
    }

    /** What is wrong, in words fit for the sender. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /**
     * Whether it is well-formed but asks for something unknown, so that to ignore it would widen.
     */
    public boolean isUnsupported() {
        return unsupported;
    }
}
