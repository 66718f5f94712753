package dev.pylon.api.buyer;

import dev.pylon.primitives.Msat;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job with all that is known of it.
 *
 * @param id the request event's id, 64 hex digits
 * @param state what to show; {@code work} and {@code money} are what it is derived from
 * @param selectedProvider hex; whose result counts, null until one is selected
 * @param partial the text so far, null before the first and after the result
 * @param paidMsat what has been paid, without fees; null unless proven
 * @param error why it ended badly: a stable code, a colon and a sentence
 */
public record JobView(
        String id,
        JobState state,
        WorkState work,
        MoneyState money,
        int kind,
        String prompt,
        @Nullable String model,
        @Nullable Msat bidMsat,
        boolean autoPay,
        JobEncryption encryption,
        List<String> providers,
        @Nullable String selectedProvider,
        List<RelayOutcome> relays,
        List<QuoteView> quotes,
        List<FeedbackView> feedback,
        List<RejectedReply> rejected,
        @Nullable String partial,
        @Nullable String result,
        @Nullable Msat paidMsat,
        @Nullable Msat feeMsat,
        @Nullable Receipt receipt,
        Timings timings,
        @Nullable String error,
        Instant createdAt,
        Instant deadline,
        Instant updatedAt) {}
