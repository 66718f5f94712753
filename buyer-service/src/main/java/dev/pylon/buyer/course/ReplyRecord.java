package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A reply as it is put on record.
 *
 * @param status what it says it is, in the market's words
 * @param text its words, cut
 * @param rejection why it is not believed; null if it is
 * @param keep whether the whole event is kept, in case its author is selected
 */
public record ReplyRecord(
        Reply.Source source,
        String status,
        @Nullable String text,
        @Nullable Problem rejection,
        boolean keep) {}
