package dev.pylon.api.relay;

import com.fasterxml.jackson.annotation.JsonProperty;

/** NIP-11's {@code limitation}. Every one of them is enforced. */
public record RelayLimitation(
        @JsonProperty("max_message_length") int maxMessageLength,
        @JsonProperty("max_subscriptions") int maxSubscriptions,
        @JsonProperty("max_filters") int maxFilters,
        @JsonProperty("max_limit") int maxLimit,
        @JsonProperty("max_subid_length") int maxSubidLength,
        @JsonProperty("max_event_tags") int maxEventTags,
        @JsonProperty("max_content_length") int maxContentLength,
        @JsonProperty("min_pow_difficulty") int minPowDifficulty,
        @JsonProperty("auth_required") boolean authRequired,
        @JsonProperty("payment_required") boolean paymentRequired,
        @JsonProperty("restricted_writes") boolean restrictedWrites,
        @JsonProperty("created_at_lower_limit") long createdAtLowerLimit,
        @JsonProperty("created_at_upper_limit") long createdAtUpperLimit,
        @JsonProperty("default_limit") int defaultLimit) {}
