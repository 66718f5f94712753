package dev.pylon.api.relay;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Announced handlers (NIP-89), counted by their {@code k} tags. */
public record HandlerCounts(long total, @JsonProperty("by_kind") List<KindCount> byKind) {}
