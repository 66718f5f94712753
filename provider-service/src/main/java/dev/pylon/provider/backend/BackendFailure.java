package dev.pylon.provider.backend;

import java.util.Locale;

/** Why a backend did not answer; the message is fit to be told to the buyer. */
public final class BackendFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it was. */
    public enum Cause {
        UNREACHABLE,
        MODEL_UNAVAILABLE,
        OVERLOADED,
        CONTEXT_TOO_LONG,
        REFUSED,
        FAILED,
        TIMED_OUT,
        CUT_OFF,
        GARBAGE;

        public String code() {
            return "backend-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Cause cause;

    public BackendFailure(Cause cause, String message) {
        super(message, null, false, false);
        this.cause = cause;
    }

    public Cause kind() {
        return cause;
    }
}
