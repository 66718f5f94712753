package dev.pylon.buyer.select;

/** How a job ended for one of the providers it had to do with. */
public enum TrialOutcome {
    /** Delivered in time. */
    COMPLETED,
    /** Delivered after the deadline, or paid and not delivered until then. */
    LATE,
    /** Paid, or begun without payment, and not done; also if the money came back. */
    FAILED,
    /** Its invoice could provably not be paid. */
    UNPAID,
    /** Answered with an error before it was paid. */
    DECLINED,
    /** Asked by name, and said nothing until the deadline. */
    SILENT
}
