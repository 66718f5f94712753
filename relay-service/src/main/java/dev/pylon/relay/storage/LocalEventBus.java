package dev.pylon.relay.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/**
 * The bus of a relay of one replica: commits are handed on in memory, by the thread that tells of
 * them. Only where a commit's end was not seen does it read the log. The index hears of everything
 * first.
 */
public final class LocalEventBus implements EventBus {
    private final EventStore store;
    private final EventIndex index;
    private final boolean sole;
    private final List<FluxSink<LogEntry>> listeners = new CopyOnWriteArrayList<>();
    private volatile LogPosition head = LogPosition.START;
    private volatile boolean gap;

    /**
     * @param sole whether nobody else writes to the store, so that the index can be told that it is
     *     complete
     */
    public LocalEventBus(EventStore store, EventIndex index, boolean sole) {
        this.store = store;
        this.index = index;
        this.sole = sole;
    }

    /** Learns where the log stands. To be completed before anything else is asked. */
    public Mono<Void> open() {
        return store.head().doOnNext(this::advance).then();
    }

    @Override
    public LogPosition head() {
        return head;
    }

    @Override
    public Mono<LogPosition> latest() {
        return Mono.fromSupplier(() -> head);
    }

    @Override
    public void begin(List<VerifiedEvent> group) {}

    @Override
    public Mono<List<LogEntry>> committed(List<LogEntry> entries) {
        return (gap ? missed(entries) : Mono.just(entries)).doOnNext(this::take);
    }

    private void take(List<LogEntry> entries) {
        index.apply(entries);
        advance(entries);
    }

    /** Tells of what was read of another's commit. */
    public void tellRead(LogEntry.Added entry) {
        take(List.of(entry));
        deliver(entry);
    }

    /** Whether a commit's end was not seen, and its events were not found yet. */
    public boolean isUncertain() {
        return gap;
    }

    @Override
    public void tell(List<LogEntry> entries) {
        entries.forEach(this::deliver);
    }

    @Override
    public Mono<Void> passing(VerifiedEvent event) {
        return Mono.fromRunnable(() -> tellPassing(event));
    }

    /** Tells of an event that is not stored. */
    public void tellPassing(VerifiedEvent event) {
        deliver(new LogEntry.Passing(event));
    }

    /** Tells that removals may have been missed. */
    public void lost() {
        gone(new LogEntry.Lost());
    }

    @Override
    public void removed(List<RemovedEvent> events) {
        gone(new LogEntry.Removed(events));
    }

    @Override
    public void forgotten(LogEntry.Forgotten events) {
        gone(events);
    }

    private void gone(LogEntry entry) {
        take(List.of(entry));
        deliver(entry);
    }

    @Override
    public void uncertain() {
        gap = true;
        index.suspend();
    }

    @Override
    public Flux<LogEntry> entriesAfter(LogPosition cursor) {
        Flux<LogEntry> live =
                Flux.create(sink -> {
                    listeners.add(sink);
                    sink.onDispose(() -> listeners.remove(sink));
                });
        // what lies between is told twice rather than not at all
        return live.mergeWith(Flux.defer(() -> earlier(cursor)));
    }

    @Override
    public Flux<?> rules() {
        return Flux.never();
    }

    @Override
    public int replicas() {
        return 1;
    }

    private Flux<LogEntry> earlier(LogPosition cursor) {
        return head.isAfter(cursor) ? store.after(cursor).cast(LogEntry.class) : Flux.empty();
    }

    /**
     * All that was added since the head, the given entries among it. What was removed by then
     * nobody said.
     */
    private Mono<List<LogEntry>> missed(List<LogEntry> entries) {
        return store.after(head)
                .cast(LogEntry.class)
                .collectList()
                .map(added -> {
                    List<LogEntry> all = new ArrayList<>(added);
                    entries.stream()
                            .filter(entry -> !(entry instanceof LogEntry.Added))
                            .forEach(all::add);
                    index.apply(List.of(new LogEntry.Lost()));
                    gap = false;
                    return all;
                });
    }

    private void advance(List<LogEntry> entries) {
        LogPosition newest = head;
        for (LogEntry entry : entries) {
            if (entry instanceof LogEntry.Added added && added.position().isAfter(newest)) {
                newest = added.position();
            }
        }
        advance(newest);
    }

    /** Before anybody is told, so that who registers and then reads the head misses nothing. */
    private synchronized void advance(LogPosition to) {
        if (sole && !gap) {
            index.completeTo(to);
        }
        if (to.isAfter(head)) {
            head = to;
        }
    }

    private void deliver(LogEntry entry) {
        listeners.forEach(listener -> listener.next(entry));
    }
}
