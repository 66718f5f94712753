package dev.pylon.buyer.job;

import dev.pylon.api.buyer.JobState;

/** The one state shown to people, derived from those of work and of money. */
public final class Shown {
    private Shown() {}

    /**
     * @param patienceOver whether the caller's deadline has passed
     */
    public static JobState of(Work work, Money money, boolean patienceOver) {
        return switch (work) {
            case Work.Cancelled _ -> JobState.CANCELLED;
            case Work.Delivered _ -> delivered(money);
            case Work.Failed _ -> ended(money, JobState.FAILED);
            case Work.Refused _ -> ended(money, JobState.REFUSED);
            case Work.Expired _ -> ended(money, JobState.TIMED_OUT);
            case Work.Requested _ -> open(money, patienceOver, JobState.SUBMITTED);
            case Work.Accepted _, Work.Running _ -> open(money, patienceOver, JobState.PROCESSING);
        };
    }

    private static JobState delivered(Money money) {
        return switch (money) {
            case Money.None _, Money.Paid _, Money.Settled _, Money.Refunded _ ->
                    JobState.COMPLETED;
            case Money.Quoted _, Money.Failed _ -> JobState.DELIVERED_UNPAID;
            case Money.Paying _, Money.Unknown _ -> JobState.PAYING;
        };
    }

    private static JobState ended(Money money, JobState end) {
        return switch (money) {
            case Money.Paid _, Money.Settled _ -> JobState.PAID_UNDELIVERED;
            case Money.Paying _, Money.Unknown _ -> JobState.PAYING;
            case Money.None _, Money.Quoted _, Money.Refunded _, Money.Failed _ -> end;
        };
    }

    private static JobState open(Money money, boolean patienceOver, JobState unpaid) {
        return switch (money) {
            case Money.Paying _, Money.Unknown _ -> JobState.PAYING;
            case Money.Paid _, Money.Settled _ ->
                    patienceOver ? JobState.PAID_UNDELIVERED : JobState.PROCESSING;
            case Money.Quoted _ -> JobState.PAYMENT_REQUIRED;
            case Money.Failed _ -> JobState.FAILED;
            case Money.None _, Money.Refunded _ -> patienceOver ? JobState.TIMED_OUT : unpaid;
        };
    }

    /** Whether nothing more is expected, though a late result or a person may still change it. */
    public static boolean isFinal(JobState state) {
        return switch (state) {
            case COMPLETED,
                    FAILED,
                    REFUSED,
                    CANCELLED,
                    TIMED_OUT,
                    PAID_UNDELIVERED,
                    DELIVERED_UNPAID ->
                    true;
            case SUBMITTED, PAYMENT_REQUIRED, PAYING, PROCESSING -> false;
        };
    }
}
