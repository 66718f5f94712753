package dev.pylon.relay.ingest;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.EventPolicy;
import dev.pylon.relay.policy.IngestSettings;
import dev.pylon.relay.policy.Refusal;
import dev.pylon.relay.storage.EventBus;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.storage.LogEntry;
import dev.pylon.relay.storage.StoreOutcome;
import dev.pylon.relay.storage.VerifiedEvent;
import java.util.Optional;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** How an event gets in. Whether its sender may publish it is asked before, by the connection. */
public final class Ingest implements AutoCloseable {
    private final EventPolicy policy;
    private final Verifier verifier;
    private final RelayMetrics metrics;
    private final RecentIds recent;
    private final GroupCommit commits;
    private final Disposable removals;

    public Ingest(
            EventPolicy policy,
            Verifier verifier,
            EventStore store,
            EventBus bus,
            RelayMetrics metrics,
            IngestSettings settings) {
        this.policy = policy;
        this.verifier = verifier;
        this.metrics = metrics;
        recent = new RecentIds(settings.recentIds());
        commits = new GroupCommit(store, bus, recent, metrics, settings);
        removals = bus.entriesAfter(bus.head()).subscribe(entry -> follow(entry));
    }

    private void follow(LogEntry entry) {
        switch (entry) {
            case LogEntry.Removed removed -> recent.remove(removed.ids());
            case LogEntry.Forgotten forgotten -> recent.clear();
            case LogEntry.Lost lost -> recent.clear();
            case LogEntry.Added added -> {}
            case LogEntry.Passing passing -> {}
        }
    }

    /** Limits first, then what is known already, the signature last. */
    public Mono<Checked> check(Event event) {
        Optional<Refusal> refusal = policy.check(event);
        if (refusal.isPresent()) {
            return Mono.just(new Checked.Answered(Reply.of(refusal.get())));
        }
        if (recent.contains(event.id())) {
            return Mono.just(new Checked.Answered(Reply.DUPLICATE));
        }
        return verifier.run(() -> verify(event));
    }

    /** As {@link #check}, but takes the caller's word for the id and the signature. */
    public Checked trust(Event event) {
        Optional<Refusal> refusal = policy.check(event);
        if (refusal.isPresent()) {
            return new Checked.Answered(Reply.of(refusal.get()));
        }
        return recent.contains(event.id())
                ? new Checked.Answered(Reply.DUPLICATE)
                : new Checked.Valid(VerifiedEvent.of(event));
    }

    private static Checked verify(Event event) {
        if (!event.hasValidId()) {
            return refused("the id is not the hash of the event");
        }
        return event.hasValidSignature()
                ? new Checked.Valid(VerifiedEvent.of(event))
                : refused("the signature does not hold");
    }

    private static Checked refused(String why) {
        return new Checked.Answered(Reply.of(Refusal.invalid(why)));
    }

    /** Stores the event, or passes it on if it is ephemeral; emits what to tell the sender. */
    public Mono<Reply> publish(VerifiedEvent event) {
        if (Kinds.isEphemeral(event.event().kind())) {
            Optional<Refusal> banned = policy.banned(event.event());
            return banned.isPresent()
                    ? Mono.just(Reply.of(banned.get()))
                    : commits.pass(event)
                            .thenReturn(Reply.ACCEPTED)
                            .onErrorReturn(
                                    Reply.of(
                                            Refusal.error("it could not be passed on, try again")));
        }
        return commits.store(event)
                .map(Ingest::reply)
                .onErrorReturn(Reply.of(Refusal.error("the event could not be stored, try again")));
    }

    /** Counts what the sender was told. */
    public void answered(Event event, Reply reply) {
        metrics.event(event.kind(), reply.outcome());
    }

    private static Reply reply(StoreOutcome outcome) {
        return switch (outcome) {
            case StoreOutcome.Stored stored -> Reply.ACCEPTED;
            case StoreOutcome.Duplicate duplicate -> Reply.DUPLICATE;
            case StoreOutcome.Superseded superseded -> Reply.SUPERSEDED;
            case StoreOutcome.Deleted deleted ->
                    Reply.of(Refusal.blocked("the author has deleted this event"));
            case StoreOutcome.Vanished vanished ->
                    Reply.of(Refusal.blocked("its author or recipient has asked to vanish"));
            case StoreOutcome.Banned banned ->
                    Reply.of(Refusal.blocked("this relay's administrator keeps it out"));
        };
    }

    @Override
    public void close() {
        removals.dispose();
        commits.close();
    }
}
