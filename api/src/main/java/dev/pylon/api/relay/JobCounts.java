package dev.pylon.api.relay;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The job market on this relay.
 *
 * @param pending requests that are not answered, cancelled or expired, nor only refused
 * @param completed24h distinct requests answered in the last 24 hours
 * @param byKind requests by kind
 */
public record JobCounts(
        long pending,
        @JsonProperty("completed_24h") long completed24h,
        @JsonProperty("by_kind") List<KindCount> byKind) {}
