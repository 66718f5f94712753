package dev.pylon.provider.delivery;

import dev.pylon.kit.outbox.Delivery;
import dev.pylon.kit.outbox.Outbox;
import dev.pylon.kit.outbox.OutboxEntry;
import dev.pylon.kit.outbox.OutboxHandler;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.job.JobStore;
import dev.pylon.relayclient.PublishOutcome;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes what has been signed and stored, again and again until one relay has it; the rest is
 * tried once more and then let be. An event is signed before it is stored, so every repeat is the
 * same event.
 */
@Component
public class Publisher implements OutboxHandler {
    static final String TOPIC = "publish";
    private static final int MAX_RELAYS = 8;
    private static final int MAX_ATTEMPTS = 200;

    /**
     * @param job whose result it is; null for other events
     */
    record Parcel(
            String event, List<String> relays, @org.jspecify.annotations.Nullable String job) {}

    private final RelayPool pool;
    private final Outbox outbox;
    private final JobStore jobs;
    private final Duration limit;
    private final JsonMapper json;

    Publisher(
            RelayPool pool,
            Outbox outbox,
            JobStore jobs,
            ProviderSettings settings,
            JsonMapper json) {
        this.pool = pool;
        this.outbox = outbox;
        this.jobs = jobs;
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
                .flatMap(accepted ->
                        parcel.job() == null
                                ? Mono.just(Delivery.done())
                                : jobs.delivered(parcel.job()).thenReturn(Delivery.done()))
                .switchIfEmpty(outcomes.collectList().map(all -> again(entry, all)));
    }

    private static Delivery again(OutboxEntry entry, List<PublishOutcome> outcomes) {
        List<String> words = new ArrayList<>();
        boolean refusedByAll = !outcomes.isEmpty();
        for (PublishOutcome outcome : outcomes) {
            switch (outcome) {
                case PublishOutcome.Refused refused ->
                        words.add(refused.relay() + " refused: " + refused.words());
                case PublishOutcome.Unreachable unreachable -> {
                    refusedByAll = false;
                    words.add(unreachable.relay() + " unreachable: " + unreachable.why());
                }
                case PublishOutcome.Accepted accepted -> words.add(accepted.relay() + " accepted");
            }
        }
        if (refusedByAll || entry.attempts() >= MAX_ATTEMPTS) {
            return Delivery.dead("no relay takes it: " + words);
        }
        long seconds = Math.min(30, entry.attempts());
        return Delivery.retry(
                Duration.ofMillis(Math.max(200, seconds * 1000)), String.join("; ", words));
    }
}
