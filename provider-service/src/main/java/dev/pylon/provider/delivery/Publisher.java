package dev.pylon.provider.delivery;

import dev.pylon.kit.outbox.Delivery;
import dev.pylon.kit.outbox.Outbox;
import dev.pylon.kit.outbox.OutboxEntry;
import dev.pylon.kit.outbox.OutboxHandler;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.job.JobQueue;
import dev.pylon.provider.meters.JobMeters;
import dev.pylon.provider.refund.Refunds;
import dev.pylon.relayclient.PublishOutcome;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes what has been signed and stored, again and again until one relay has it; the rest get
 * it at the same time or not at all. An event is signed before it is stored, so every repeat is the
 * same event.
 */
@Component
public class Publisher implements OutboxHandler {
    static final String TOPIC = "publish";
    private static final int MAX_RELAYS = 8;
    private static final int MAX_ATTEMPTS = 200;
    private static final List<String> TEMPORARY =
            List.of("rate-limited:", "error:", "auth-required:");

    /**
     * @param job whose result it is; null for other events
     */
    record Parcel(String event, List<String> relays, @Nullable String job) {}

    private final RelayPool pool;
    private final Outbox outbox;
    private final JobQueue queue;
    private final Refunds refunds;
    private final TransactionalOperator transaction;
    private final JobMeters meters;
    private final Duration limit;
    private final JsonMapper json;

    Publisher(
            RelayPool pool,
            Outbox outbox,
            JobQueue queue,
            Refunds refunds,
            TransactionalOperator transaction,
            JobMeters meters,
            ProviderSettings settings,
            JsonMapper json) {
        this.pool = pool;
        this.outbox = outbox;
        this.queue = queue;
        this.refunds = refunds;
        this.transaction = transaction;
        this.meters = meters;
        this.limit = settings.publishLimit();
        this.json = json;
    }

    /** In the caller's transaction. Answers to one job are published in their order. */
    public Mono<Void> enqueue(Event event, JobRequest request) {
        List<String> relays = relaysFor(request).stream().map(RelayUrl::value).toList();
        String job = Kinds.isJobResult(event.kind()) ? request.id().hex() : null;
        return outbox.add(
                TOPIC,
                request.id().hex(),
                json.writeValueAsString(new Parcel(event.toJson(), relays, job)));
    }

    /** Once, without a promise: partial results and the like. */
    public Mono<Void> tell(Event event, JobRequest request) {
        return pool.publish(event, relaysFor(request), Duration.ofSeconds(2)).then();
    }

    /** Our own relays, and those the customer asked for the answer to be on. */
    private Set<RelayUrl> relaysFor(JobRequest request) {
        Set<RelayUrl> relays = new LinkedHashSet<>(pool.relays());
        request.relays().stream()
                .map(RelayUrl::parse)
                .flatMap(Optional::stream)
                .limit(MAX_RELAYS)
                .forEach(relays::add);
        return relays;
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    /**
     * Ends with the first relay that has it, so that what follows in the job need not wait for the
     * slowest.
     */
    @Override
    public Mono<Delivery> handle(OutboxEntry entry) {
        Parcel parcel = json.readValue(entry.payload(), Parcel.class);
        Event event = Event.fromJson(parcel.event());
        Set<RelayUrl> relays = new LinkedHashSet<>();
        parcel.relays().forEach(relay -> RelayUrl.parse(relay).ifPresent(relays::add));
        Flux<PublishOutcome> outcomes = pool.publish(event, relays, limit).cache();
        outcomes.subscribe(outcome -> {}, failure -> {});
        return outcomes.filter(PublishOutcome::isAccepted)
                .next()
                .flatMap(accepted -> delivered(parcel))
                .switchIfEmpty(outcomes.collectList().flatMap(all -> again(entry, parcel, all)));
    }

    private Mono<Delivery> delivered(Parcel parcel) {
        return parcel.job() == null
                ? Mono.just(Delivery.done())
                : queue.delivered(parcel.job())
                        .doOnNext(job ->
                                job.finishedAt()
                                        .ifPresent(since ->
                                                meters.took(JobMeters.Stage.DELIVERY, since)))
                        .thenReturn(Delivery.done());
    }

    private Mono<Delivery> again(OutboxEntry entry, Parcel parcel, List<PublishOutcome> outcomes) {
        String words = outcomes.stream().map(Publisher::words).collect(Collectors.joining("; "));
        boolean refusedByAll =
                !outcomes.isEmpty() && outcomes.stream().allMatch(Publisher::isFinal);
        if (refusedByAll || entry.attempts() >= MAX_ATTEMPTS) {
            String why = "no relay takes it: " + words;
            return giveUp(parcel, why).thenReturn(Delivery.dead(why));
        }
        long seconds = Math.min(30, entry.attempts());
        return Mono.just(Delivery.retry(Duration.ofMillis(Math.max(200, seconds * 1000)), words));
    }

    /** A result that can't be delivered ends its job, and what was paid for it goes back. */
    private Mono<Void> giveUp(Parcel parcel, String why) {
        if (parcel.job() == null) {
            return Mono.empty();
        }
        return transaction
                .transactional(
                        queue.undeliverable(parcel.job(), why)
                                .flatMap(job ->
                                        job.isPaid()
                                                ? refunds.enqueue(job, "undeliverable")
                                                        .thenReturn(job)
                                                : Mono.just(job)))
                .doOnNext(job -> meters.failed("undeliverable"))
                .then();
    }

    private static String words(PublishOutcome outcome) {
        return switch (outcome) {
            case PublishOutcome.Refused refused -> refused.relay() + " refused: " + refused.words();
            case PublishOutcome.Unreachable unreachable ->
                    unreachable.relay() + " unreachable: " + unreachable.why();
            case PublishOutcome.Accepted accepted -> accepted.relay() + " accepted";
        };
    }

    /** A relay that has too much to do, or knows us not yet, may take it later. */
    private static boolean isFinal(PublishOutcome outcome) {
        return outcome instanceof PublishOutcome.Refused refused
                && TEMPORARY.stream().noneMatch(refused.words()::startsWith);
    }
}
