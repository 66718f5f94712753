package dev.pylon.provider.announce;

import dev.pylon.kit.lease.LeaderLease;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.ModelOffer;
import dev.pylon.nostr.market.ProviderAnnouncements;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.backend.Backends;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayStatus;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Announces what is on offer, anew whenever that changes and to each relay that comes back, and
 * sends a heartbeat every five minutes.
 */
@Component
public class Announcer implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final RelayPool pool;
    private final LeaderLease lease;
    private final Backends backends;
    private final ProviderSettings settings;
    private final SecretKey identity;
    private volatile Disposable running = Disposables.disposed();
    private volatile @Nullable Event announcement;
    private volatile @Nullable Instant announcedAt;
    private volatile @Nullable Instant heartbeatAt;

    Announcer(
            RelayPool pool,
            LeaderLease lease,
            Backends backends,
            ProviderSettings settings,
            SecretKey identity) {
        this.pool = pool;
        this.lease = lease;
        this.backends = backends;
        this.settings = settings;
        this.identity = identity;
    }

    /** When the announcement was last taken by a relay. */
    public Optional<Instant> announcedAt() {
        return Optional.ofNullable(announcedAt);
    }

    public Optional<Instant> heartbeatAt() {
        return Optional.ofNullable(heartbeatAt);
    }

    @Override
    public void start() {
        running =
                lease.whileLeading(
                                "announce",
                                () ->
                                        Flux.merge(
                                                backends.changes().switchMap(change -> announce()),
                                                Flux.interval(
                                                                Duration.ofSeconds(1),
                                                                ProviderAnnouncements.HEARTBEAT)
                                                        .onBackpressureDrop()
                                                        .concatMap(tick -> heartbeat()),
                                                reminders()))
                        .subscribe();
    }

    @Override
    public void stop() {
        running.dispose();
    }

    @Override
    public boolean isRunning() {
        return !running.isDisposed();
    }

    private Mono<Void> announce() {
        List<Backends.Model> models = backends.models();
        List<ModelOffer> offers =
                models.stream()
                        .map(model ->
                                new ModelOffer(
                                        model.name(),
                                        Optional.of(model.terms().price()),
                                        model.simulated()))
                        .toList();
        boolean simulated =
                !models.isEmpty() && models.stream().allMatch(Backends.Model::simulated);
        EventTemplate template =
                ProviderAnnouncements.template(
                        settings.identifier(),
                        settings.kinds(),
                        simulated ? settings.name() + " (simulated)" : settings.name(),
                        simulated
                                ? settings.about() + " SIMULATED: no model answers here."
                                : settings.about(),
                        offers,
                        offers.stream()
                                .flatMap(offer -> offer.price().stream())
                                .min(Msat::compareTo)
                                .orElse(Msat.of(settings.priceMsat())),
                        Set.of("nip44", "nip04"),
                        simulated);
        return publish(template, "announcement")
                .doOnNext(taken -> {
                    announcement = taken;
                    announcedAt = Instant.now();
                })
                .then();
    }

    /** A relay that was away may not have the announcement; one that has it says so. */
    private Flux<Void> reminders() {
        return pool.statuses()
                .filter(status -> status.state().isConnected())
                .groupBy(RelayStatus::relay, Integer.MAX_VALUE)
                .flatMap(
                        relay ->
                                relay.distinctUntilChanged(RelayStatus::since)
                                        .concatMap(status -> remind(status.relay())),
                        Integer.MAX_VALUE);
    }

    private Mono<Void> remind(RelayUrl relay) {
        Event announced = announcement;
        return announced == null
                ? Mono.empty()
                : pool.publish(announced, List.of(relay), LIMIT).then();
    }

    private Mono<Void> heartbeat() {
        return publish(
                        ProviderAnnouncements.heartbeat(settings.identifier(), Instant.now()),
                        "heartbeat")
                .doOnNext(taken -> heartbeatAt = Instant.now())
                .then();
    }

    /** What was published once a relay has taken it; until one does it is tried again. */
    private Mono<Event> publish(EventTemplate template, String what) {
        return Mono.defer(() -> tryToPublish(template.withCreatedAt(Instant.now()), what))
                .repeatWhenEmpty(tries -> tries.delayElements(AGAIN));
    }

    private Mono<Event> tryToPublish(EventTemplate template, String what) {
        Event event = template.sign(identity);
        return pool.publish(event, LIMIT)
                .collectList()
                .flatMap(outcomes -> {
                    if (outcomes.stream().anyMatch(outcome -> outcome.isAccepted())) {
                        return Mono.just(event);
                    }
                    LOG.atWarn()
                            .addKeyValue("event", what)
                            .addKeyValue("outcomes", outcomes)
                            .log("no relay took it, it is tried again");
                    return Mono.empty();
                });
    }
}
