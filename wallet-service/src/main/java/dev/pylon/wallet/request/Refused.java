package dev.pylon.wallet.request;

/**
 * A request is turned down, and its transaction with it: nothing has moved. The message tells the
 * caller what to do.
 */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;
    private final String detail;

    public Refused(Refusal refusal, String detail) {
        super(detail, null, false, false);
        this.refusal = refusal;
        this.detail = detail;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** What is wrong and what to do, for people. */
    public String detail() {
        return detail;
    }
}
