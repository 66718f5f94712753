package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Quote;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What somebody said about a job: validly signed, readable, and not yet believed. */
public sealed interface Reply {
    Source source();

    /**
     * Where a reply comes from.
     *
     * @param job which it names
     * @param at when we heard it
     */
    record Source(Event event, EventId job, Instant at) {
        public PublicKey provider() {
            return event.pubkey();
        }

        public EventId id() {
            return event.id();
        }
    }

    /** Nothing more happens until this is paid. */
    record Priced(Source source, Quote quote) implements Reply {}

    /** The provider is at it. */
    record Working(Source source, @Nullable String text) implements Reply {}

    /**
     * Some of the result, all of it so far.
     *
     * @param seq the highest wins; 0 if the provider does not number them
     */
    record Partial(Source source, String text, long seq) implements Reply {}

    /** The provider refuses, or has failed. */
    record Declined(Source source, Problem problem) implements Reply {}

    /**
     * Anything else, to be shown.
     *
     * @param status the provider's word
     */
    record Remark(Source source, String status, @Nullable String text) implements Reply {}

    /**
     * The result.
     *
     * @param quote what it costs, if it is to be paid for afterwards
     */
    record Result(Source source, String content, @Nullable Quote quote) implements Reply {}

    /** Not what its kind says it is. */
    record Unreadable(Source source, Problem problem) implements Reply {}

    default PublicKey provider() {
        return source().provider();
    }
}
