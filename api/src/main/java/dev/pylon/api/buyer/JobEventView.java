package dev.pylon.api.buyer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pylon.primitives.Msat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job. Fields that do not apply are null.
 *
 * @param seq rises within the job; the event's id in the stream, to be given back as {@code
 *     Last-Event-ID}. A partial carries the number of the event before it
 * @param state the job's state after it
 * @param text of a partial: the whole text so far; of a result: the result
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobEventView(
        long seq,
        String jobId,
        JobEventType type,
        JobState state,
        Instant at,
        @Nullable String relay,
        @Nullable PublishOutcome outcome,
        @Nullable String provider,
        @Nullable Msat amountMsat,
        @Nullable String detail,
        @Nullable String text) {}
