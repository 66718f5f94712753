package dev.pylon.api.relay;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Events stored. */
public record EventCounts(
        long total,
        @JsonProperty("last_24h") long last24h,
        @JsonProperty("by_kind") List<KindCount> byKind) {}
