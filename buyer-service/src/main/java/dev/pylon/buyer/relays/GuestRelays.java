package dev.pylon.buyer.relays;

import dev.pylon.buyer.desk.Sql;
import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.buyer.settings.PylonSettings;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Relays that are not ours but were named by jobs: we are connected there while such a job is open,
 * to hear what is said about it. As many as fit; a job at one that does not fit is told so.
 */
@Component
class GuestRelays implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(GuestRelays.class);
    private static final Duration PERIOD = Duration.ofSeconds(20);

    private final RelayPool pool;
    private final Listening listening;
    private final DatabaseClient database;
    private final Set<RelayUrl> own;
    private final int max;
    private final Set<RelayUrl> guests = new HashSet<>();
    private volatile Disposable looking = Disposables.disposed();

    GuestRelays(
            RelayPool pool,
            Listening listening,
            DatabaseClient database,
            PylonSettings pylon,
            BuyerSettings buyer) {
        this.pool = pool;
        this.listening = listening;
        this.database = database;
        this.own = Set.copyOf(pylon.relayUrls());
        this.max = buyer.maxGuestRelays();
    }

    /** Makes sure that we are connected there; false if there is no room. */
    synchronized boolean welcome(RelayUrl relay) {
        if (own.contains(relay) || guests.contains(relay)) {
            return true;
        }
        if (guests.size() >= max) {
            return false;
        }
        guests.add(relay);
        pool.addGuest(relay);
        return true;
    }

    private synchronized void keepOnly(Collection<RelayUrl> named, Set<RelayUrl> before) {
        Set<RelayUrl> idle = new HashSet<>(guests);
        idle.retainAll(before);
        idle.removeAll(Set.copyOf(named));
        idle.forEach(relay -> {
            guests.remove(relay);
            pool.remove(relay);
            listening.forget(relay);
        });
        named.forEach(this::welcome);
    }

    private synchronized Set<RelayUrl> guests() {
        return Set.copyOf(guests);
    }

    @Override
    public void start() {
        looking =
                Flux.interval(Duration.ZERO, PERIOD)
                        .onBackpressureDrop()
                        .concatMap(tick ->
                                Mono.defer(this::look)
                                        .onErrorResume(failure -> {
                                            LOG.atWarn()
                                                    .addKeyValue("error", failure.toString())
                                                    .log("guest relays stay as they are");
                                            return Mono.empty();
                                        }))
                        .subscribe();
    }

    private Mono<Void> look() {
        Set<RelayUrl> before = guests();
        return named().collectList().doOnNext(named -> keepOnly(named, before)).then();
    }

    /** Where something may still be said about a job. */
    private Flux<RelayUrl> named() {
        return database.sql(
                        """
                        select distinct unnest(relays) as relay from job
                        where money in ('paying', 'unknown')
                           or (work in ('requested', 'accepted', 'running')
                               and (deadline > now() - interval '1 hour' or money = 'paid'))
                        """)
                .map(row -> Sql.get(row, "relay", String.class))
                .all()
                .flatMapIterable(url -> RelayUrl.parse(url).map(List::of).orElse(List.of()))
                .filter(relay -> !own.contains(relay));
    }

    @Override
    public void stop() {
        looking.dispose();
    }

    @Override
    public boolean isRunning() {
        return !looking.isDisposed();
    }
}
