package dev.pylon.relay.subscription;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.sync.SyncSet;
import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.Refusal;
import dev.pylon.relay.policy.SubscriptionPolicy;
import dev.pylon.relay.protocol.Privacy;
import dev.pylon.relay.storage.Audience;
import dev.pylon.relay.storage.EventBus;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.storage.LogEntry;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.QueryBound;
import dev.pylon.relay.storage.StoredEvent;
import dev.pylon.relay.storage.VerifiedEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers subscriptions from the store, then keeps them informed.
 *
 * <p>That no event is lost or sent twice between the two: a subscription is filed first and asks
 * for the log's head then. What is committed up to that head comes from the store and from nowhere
 * else; what comes later finds the subscription filed, since the head moves before anybody is told.
 */
public final class Subscriptions {
    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);
    private static final int PREFETCH = 32;

    /** Of stored events read ahead for one answer, over all its filters. */
    private static final int READ_AHEAD = 256 * 1024;

    private static final Comparator<StoredEvent> NEWEST_FIRST =
            Comparator.comparingLong(StoredEvent::createdAt)
                    .reversed()
                    .thenComparing(StoredEvent::id);

    private final EventStore store;
    private final EventBus bus;
    private final SubscriptionPolicy policy;
    private final Privacy privacy;
    private final RelayMetrics metrics;
    private final SubscriptionIndex index = new SubscriptionIndex();

    public Subscriptions(
            EventStore store,
            EventBus bus,
            SubscriptionPolicy policy,
            Privacy privacy,
            RelayMetrics metrics) {
        this.store = store;
        this.bus = bus;
        this.policy = policy;
        this.privacy = privacy;
        this.metrics = metrics;
        metrics.gauge("relay.subscriptions", "Open subscriptions", index::size);
    }

    /** Hands on what is committed, until disposed. */
    public Disposable follow() {
        return bus.entriesAfter(bus.head()).subscribe(this::tell);
    }

    /**
     * Opens a subscription; disposing ends it without a word.
     *
     * @param answers how many stored answers its client is given at once; others wait
     */
    public Disposable open(List<Filter> filters, Recipient recipient, Budget answers) {
        Subscription subscription = new Subscription(filters, recipient);
        index.add(subscription);
        Audience audience = privacy.audience(recipient.keys());
        Mono<Void> answer =
                Mono.defer(() -> {
                    long begin = System.nanoTime();
                    return bus.latest()
                            .doOnNext(subscription::covers)
                            .flatMapMany(head -> stored(filters, head, audience))
                            .concatMap(event -> recipient.stored(event.body()), 1)
                            .then()
                            .doOnSuccess(done ->
                                    metrics.queried(Duration.ofNanos(System.nanoTime() - begin)));
                });
        Disposable answering =
                answers.during(1, answer)
                        .subscribe(
                                nothing -> {},
                                error -> fail(subscription, error),
                                subscription::storedIsSent);
        return Disposables.composite(answering, () -> index.remove(subscription));
    }

    /** How many stored events match that who holds these keys may see; at most so many. */
    public Mono<Long> count(List<Filter> filters, Set<PublicKey> keys, long most) {
        return bus.latest()
                .flatMap(head -> store.count(filters, head, privacy.audience(keys), most));
    }

    /** The times and ids of the newest stored events that match and may be seen. */
    public Mono<List<SyncSet.Item>> items(Filter filter, Set<PublicKey> keys, int most) {
        return store.items(filter, privacy.audience(keys), most);
    }

    /** Newest first over all filters, each event once; where one searches, one after the other. */
    private Flux<StoredEvent> stored(List<Filter> filters, LogPosition head, Audience audience) {
        int pageBytes = READ_AHEAD / filters.size();
        List<Flux<StoredEvent>> answers =
                filters.stream()
                        .map(filter ->
                                store.query(
                                        filter,
                                        new QueryBound(
                                                head, policy.limitOf(filter), audience, pageBytes)))
                        .toList();
        if (answers.size() == 1) {
            return answers.getFirst();
        }
        if (filters.stream().anyMatch(filter -> filter.search().isPresent())) {
            return Flux.concat(answers).distinct(StoredEvent::position);
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        Flux<StoredEvent>[] merged = answers.toArray(Flux[]::new);
        return Flux.mergeComparing(PREFETCH, NEWEST_FIRST, merged)
                .distinctUntilChanged(StoredEvent::position);
    }

    private static void fail(Subscription subscription, Throwable error) {
        log.atWarn()
                .addKeyValue("error", error.toString())
                .log("A subscription could not be answered");
        subscription.end(Refusal.error("the relay cannot read its store now, try again"));
    }

    private void tell(LogEntry entry) {
        switch (entry) {
            case LogEntry.Added added -> tell(added.event(), added.position());
            case LogEntry.Passing passing -> tell(passing.event(), null);
            case LogEntry.Removed removed -> {}
            case LogEntry.Forgotten forgotten -> {}
            case LogEntry.Lost lost -> {}
        }
    }

    private void tell(VerifiedEvent event, @Nullable LogPosition position) {
        Collection<Subscription> told = index.matching(event.event());
        if (privacy.isPrivate(event.event())) {
            told.removeIf(subscription -> !privacy.isFor(event.event(), subscription.keys()));
        }
        told.forEach(subscription -> offer(subscription, position, event));
        metrics.delivered(told.size());
    }

    /** One subscriber's trouble is not the others'. */
    private static void offer(
            Subscription subscription, @Nullable LogPosition position, VerifiedEvent event) {
        try {
            subscription.offer(position, event.body());
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("A live event could not be handed over");
        }
    }
}
