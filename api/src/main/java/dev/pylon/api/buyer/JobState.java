package dev.pylon.api.buyer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The state shown to people, derived from the states of work and of money. */
public enum JobState {
    @JsonProperty("submitted")
    SUBMITTED,
    /** A quote waits for a decision or for payment. */
    @JsonProperty("payment-required")
    PAYMENT_REQUIRED,
    @JsonProperty("paying")
    PAYING,
    @JsonProperty("processing")
    PROCESSING,
    @JsonProperty("completed")
    COMPLETED,
    @JsonProperty("failed")
    FAILED,
    /** Every provider asked has refused. */
    @JsonProperty("refused")
    REFUSED,
    @JsonProperty("cancelled")
    CANCELLED,
    /** Our patience is over; a late result still completes the job. */
    @JsonProperty("timed-out")
    TIMED_OUT,
    /** Paid, and no result came in time. */
    @JsonProperty("paid-undelivered")
    PAID_UNDELIVERED,
    /** A result came, and its price was not paid. */
    @JsonProperty("delivered-unpaid")
    DELIVERED_UNPAID;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
