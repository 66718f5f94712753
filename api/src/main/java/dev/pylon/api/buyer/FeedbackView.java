package dev.pylon.api.buyer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the provider told us on the way. */
public record FeedbackView(String provider, String status, @Nullable String info, Instant at) {}
