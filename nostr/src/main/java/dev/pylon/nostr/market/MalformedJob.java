package dev.pylon.nostr.market;

/** An event of the job market that can't be understood; the message says why. */
public final class MalformedJob extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RefusalReason reason;

    public MalformedJob(RefusalReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public RefusalReason reason() {
        return reason;
    }
}
