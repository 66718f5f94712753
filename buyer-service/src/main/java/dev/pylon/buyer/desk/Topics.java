package dev.pylon.buyer.desk;

/** The outbox's topics. The key of each entry is the job's id. */
public final class Topics {
    /** Publish the request. */
    public static final String PUBLISH = "job.publish";

    /** Publish the deletion of the request; the payload is the signed event. */
    public static final String RETRACT = "job.retract";

    /** Have the wallet pay; the payload is the number of the attempt. */
    public static final String PAY = "job.pay";

    /** Look whether a payment came back; the payload is the number of the attempt. */
    public static final String REFUND = "job.refund";

    private Topics() {}
}
