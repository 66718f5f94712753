package dev.pylon.buyer.job;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.PublishOutcome;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Msat;
import dev.pylon.relayclient.RelayUrl;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job, as it is kept and shown. What does not apply is null.
 *
 * @param seq rises by one within the job
 * @param state the job's after it
 */
public record JobEvent(
        long seq,
        JobEventType type,
        JobState state,
        Instant at,
        @Nullable RelayUrl relay,
        @Nullable PublishOutcome outcome,
        @Nullable PublicKey provider,
        @Nullable Msat amount,
        @Nullable String detail) {}
