package dev.pylon.api.wallet;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What is known of a payment. Only settled and failed are final. */
public enum PaymentStatus {
    /** Proven by a preimage that hashes to the payment hash. */
    @JsonProperty("settled")
    SETTLED,
    /** Proven not to have happened; the money is free again. */
    @JsonProperty("failed")
    FAILED,
    /** Under way, or its outcome is not known yet; the money stays held. */
    @JsonProperty("pending")
    PENDING;

    /** The word used in JSON and shown to people: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
