package dev.pylon.relay.storage;

import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.sync.SyncSet;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where events are kept. Errors are those of the resource behind it. */
public interface EventStore {
    /**
     * Stores the events in one commit, each as if those before it were stored already. When it
     * fails, whether anything was committed is not known.
     */
    Mono<Appended> append(List<VerifiedEvent> group);

    /** What matches and has not expired: newest first, of equal times the lowest id first. */
    Flux<StoredEvent> query(Filter filter, QueryBound bound);

    /**
     * How many events match any of the filters, whatever their limits; counts no further than most.
     *
     * @param asOf what was committed up to here is counted, and perhaps what came later
     */
    Mono<Long> count(List<Filter> filters, LogPosition asOf, Audience audience, long most);

    /** The times and ids of the newest so many that match. */
    Mono<List<SyncSet.Item>> items(Filter filter, Audience audience, int most);

    /** All that matches and comes after the cursor, oldest first, in pages of about a megabyte. */
    Flux<List<StoredEvent>> export(Filter filter, ExportCursor after);

    /** The time of the so-many-th newest of the events before a time; empty if there are fewer. */
    Mono<Long> timeOf(int event, long before);

    /** All that was created from a time on and before another, in no order, expired or not. */
    Flux<LogEntry.Added> between(long from, long before);

    /** The position of the newest event. */
    Mono<LogPosition> head();

    /** The events committed after this position that are still there, in the log's order. */
    Flux<LogEntry.Added> after(LogPosition position);

    /** Removes some of what has expired, and says what. Empty when nothing is left to remove. */
    Mono<List<RemovedEvent>> removeExpired();

    /**
     * Removes some of what is older than a time, and says what. Empty when nothing is left to
     * remove.
     *
     * @param first of a range of kinds that are on the same shelf
     */
    Mono<List<RemovedEvent>> removeOlder(int first, int last, Instant before);
}
