package dev.pylon.relay.storage;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Carries what was committed to everybody who has to know. One replica hands it on in memory;
 * several read the log and ring for each other.
 */
public interface EventBus {
    /**
     * Everything up to here is committed, and whatever comes later will still reach those who
     * listen to {@link #entriesAfter} now. It never goes back.
     */
    LogPosition head();

    /** As {@link #head}, and what any replica has committed by now is before it. */
    Mono<LogPosition> latest();

    /** A commit of these begins; {@link #tell} or {@link #uncertain} ends it. */
    void begin(List<VerifiedEvent> group);

    /**
     * Moves {@link #head} to the end of a commit, so that OK may be said. Emits what is to be told
     * next: the entries given, and others if some were missed.
     */
    Mono<List<LogEntry>> committed(List<LogEntry> entries);

    /** Tells what {@link #committed} emitted. */
    void tell(List<LogEntry> entries);

    /** Tells of an event that is not stored. Completes when all who listen now will hear of it. */
    Mono<Void> passing(VerifiedEvent event);

    /** Tells that events are gone, for another reason than a commit's. */
    void removed(List<RemovedEvent> events);

    /** Tells that a part of the store was dropped. */
    void forgotten(LogEntry.Forgotten events);

    /**
     * A commit ended without an answer, so the log may have entries nobody was told of. They are
     * found before the next commit is told.
     */
    void uncertain();

    /** What comes after this position, at least once, additions in order, without end. */
    Flux<LogEntry> entriesAfter(LogPosition cursor);

    /** A signal whenever bans or settings may have been changed by another replica. */
    Flux<?> rules();

    /** How many replicas there are, this one among them. */
    int replicas();
}
