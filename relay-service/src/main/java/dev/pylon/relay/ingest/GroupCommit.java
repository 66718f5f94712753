package dev.pylon.relay.ingest;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.pylon.nostr.event.EventId;
import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.flow.GatheringQueue;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.IngestSettings;
import dev.pylon.relay.storage.Appended;
import dev.pylon.relay.storage.EventBus;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.storage.LogEntry;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.RemovedEvent;
import dev.pylon.relay.storage.StoreOutcome;
import dev.pylon.relay.storage.VerifiedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Commits what has gathered while the commit before was under way, one group after the other. An
 * event that comes when nothing is under way is committed at once. After the commit its sender is
 * answered, then everybody is told.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** What an event costs beside its text. */
    private static final int OVERHEAD = 1024;

    private final EventStore store;
    private final EventBus bus;
    private final RecentIds recent;
    private final RelayMetrics metrics;
    private final Duration timeout;
    private final Budget bytes;
    private final GatheringQueue<Work> queue;
    private final Map<EventId, Pending> underWay = new ConcurrentHashMap<>();
    private final Scheduler thread = Schedulers.newSingle("relay-commit", true);
    private final Disposable commits;

    private sealed interface Work {}

    private record Pending(VerifiedEvent event, long cost, Sinks.One<StoreOutcome> outcome)
            implements Work {}

    /** Nothing to write, but the log may have to be read again. */
    private record LookAgain() implements Work {}

    GroupCommit(
            EventStore store,
            EventBus bus,
            RecentIds recent,
            RelayMetrics metrics,
            IngestSettings settings) {
        this.store = store;
        this.bus = bus;
        this.recent = recent;
        this.metrics = metrics;
        timeout = settings.timeout();
        bytes = new Budget(settings.committing().toBytes());
        queue = new GatheringQueue<>(settings.group());
        metrics.gauge("relay.write.queue.bytes", "Bytes awaiting their commit", bytes::inUse);
        commits = queue.groups().concatMap(this::commit, 0).subscribe();
    }

    /**
     * Stores the event. Once it is queued it will be stored even if nobody waits for the outcome
     * any more; an error means that it is not known to be stored.
     */
    Mono<StoreOutcome> store(VerifiedEvent event) {
        return bytes.take(event.body().length + OVERHEAD).flatMap(cost -> enqueue(event, cost));
    }

    /** Tells of an event that is not stored, after what was answered before it. */
    Mono<Void> pass(VerifiedEvent event) {
        return Mono.defer(() -> bus.passing(event)).subscribeOn(thread);
    }

    private Mono<StoreOutcome> enqueue(VerifiedEvent event, long cost) {
        Pending mine = new Pending(event, cost, Sinks.one());
        Pending first = underWay.putIfAbsent(event.event().id(), mine);
        if (first != null) {
            bytes.give(cost);
            return first.outcome.asMono().map(GroupCommit::again);
        }
        queue.offer(mine);
        return mine.outcome.asMono();
    }

    private static StoreOutcome again(StoreOutcome first) {
        return first instanceof StoreOutcome.Stored ? new StoreOutcome.Duplicate() : first;
    }

    private Mono<Void> commit(List<Work> work) {
        List<Pending> group =
                work.stream().filter(Pending.class::isInstance).map(Pending.class::cast).toList();
        List<VerifiedEvent> events = group.stream().map(Pending::event).toList();
        long begin = System.nanoTime();
        bus.begin(events);
        return Mono.defer(() -> store.append(events))
                .timeout(timeout)
                .publishOn(thread)
                .flatMap(appended ->
                        bus.committed(entries(group, appended))
                                .doOnNext(entries -> settle(group, appended, begin))
                                .doOnNext(bus::tell))
                .then()
                .onErrorResume(error -> Mono.fromRunnable(() -> giveUp(group, error)));
    }

    private static List<LogEntry> entries(List<Pending> group, Appended appended) {
        List<LogEntry> entries = new ArrayList<>(group.size() + 1);
        if (!appended.removed().isEmpty()) {
            entries.add(new LogEntry.Removed(appended.removed()));
        }
        for (int i = 0; i < group.size(); i++) {
            if (appended.outcomes().get(i) instanceof StoreOutcome.Stored(LogPosition position)) {
                entries.add(new LogEntry.Added(position, group.get(i).event));
            }
        }
        return entries;
    }

    private void settle(List<Pending> group, Appended appended, long begin) {
        metrics.written(group.size(), Duration.ofNanos(System.nanoTime() - begin));
        Set<EventId> removed =
                appended.removed().stream().map(RemovedEvent::id).collect(Collectors.toSet());
        for (int i = 0; i < group.size(); i++) {
            Pending pending = group.get(i);
            StoreOutcome outcome = appended.outcomes().get(i);
            EventId id = pending.event.event().id();
            if (isThere(outcome) && !removed.contains(id)) {
                recent.add(id);
            }
            done(pending);
            pending.outcome.tryEmitValue(outcome);
        }
    }

    private static boolean isThere(StoreOutcome outcome) {
        return switch (outcome) {
            case StoreOutcome.Stored stored -> true;
            case StoreOutcome.Duplicate duplicate -> true;
            case StoreOutcome.Superseded superseded -> false;
            case StoreOutcome.Deleted deleted -> false;
            case StoreOutcome.Vanished vanished -> false;
            case StoreOutcome.Banned banned -> false;
        };
    }

    private void giveUp(List<Pending> group, Throwable error) {
        log.atWarn()
                .addKeyValue("events", group.size())
                .addKeyValue("error", error.toString())
                .log("A commit failed; its senders are told to try again");
        metrics.writeFailed();
        bus.uncertain();
        thread.schedule(() -> queue.offer(new LookAgain()), RETRY.toMillis(), MILLISECONDS);
        for (Pending pending : group) {
            done(pending);
            pending.outcome.tryEmitError(error);
        }
    }

    /** What it cost is given back once, whatever happens after. */
    private void done(Pending pending) {
        if (underWay.remove(pending.event.event().id(), pending)) {
            bytes.give(pending.cost);
        }
    }

    @Override
    public void close() {
        commits.dispose();
        thread.dispose();
    }
}
