package dev.pylon.cli;

/** What the command's exit status means. Scripts may rely on these. */
public final class ExitCode {
    public static final int OK = 0;

    /**
     * It was tried and did not work: the job failed or was refused, a check of {@code doctor} is
     * red.
     */
    public static final int FAILED = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** A service that is needed does not answer. */
    public static final int UNREACHABLE = 3;

    /** Not enough money, or the payment was refused. Nothing was paid. */
    public static final int PAYMENT = 4;

    /** Time was up. The job goes on and can still complete. */
    public static final int TIMED_OUT = 5;

    /** A quote waits for a decision: {@code pylon job pay}. */
    public static final int PAYMENT_REQUIRED = 6;

    /** A payment's outcome is not known yet; it is being looked up and never paid twice. */
    public static final int PAYMENT_UNKNOWN = 7;

    /** Ended by Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
