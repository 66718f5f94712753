package dev.pylon.relayclient;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one relay of a pool is doing.
 *
 * @param since when {@code state} began; for an authenticated relay, when it was connected
 * @param lastError what went wrong last, in words; kept after recovery; null if nothing ever did
 * @param latency of the last answered ping; null before the first
 */
public record RelayStatus(
        RelayUrl relay,
        RelayState state,
        Instant since,
        @Nullable String lastError,
        @Nullable Duration latency,
        RelayCounters counters) {}
