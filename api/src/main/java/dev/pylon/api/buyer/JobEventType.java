package dev.pylon.api.buyer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What happened to a job. */
public enum JobEventType {
    @JsonProperty("submitted")
    SUBMITTED,
    /** A relay accepted or refused the request, or can't be reached. */
    @JsonProperty("relay")
    RELAY,
    @JsonProperty("quoted")
    QUOTED,
    @JsonProperty("selected")
    SELECTED,
    @JsonProperty("paying")
    PAYING,
    @JsonProperty("paid")
    PAID,
    @JsonProperty("payment-failed")
    PAYMENT_FAILED,
    @JsonProperty("payment-unknown")
    PAYMENT_UNKNOWN,
    @JsonProperty("processing")
    PROCESSING,
    /** More text; not kept. */
    @JsonProperty("partial")
    PARTIAL,
    /** Anything else a provider said. */
    @JsonProperty("feedback")
    FEEDBACK,
    @JsonProperty("result")
    RESULT,
    /** A reply was not believed. */
    @JsonProperty("rejected")
    REJECTED,
    @JsonProperty("refunded")
    REFUNDED,
    @JsonProperty("cancelled")
    CANCELLED,
    /** The state shown is final, or our patience is over. */
    @JsonProperty("finished")
    FINISHED;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
