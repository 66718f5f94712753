package dev.pylon.relay.bus;

import dev.pylon.relay.policy.BusSettings;
import dev.pylon.relay.storage.EventBus;
import dev.pylon.relay.storage.EventIndex;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.storage.LocalEventBus;
import dev.pylon.relay.storage.LogEntry;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.RemovedEvent;
import dev.pylon.relay.storage.VerifiedEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * The bus of one replica among others on the same database. Its own commits are told as by a relay
 * of one replica; those of others are read from the log when a bell rings, and every second anyhow.
 * While nobody else is there it costs that look and nothing more.
 */
public final class ReplicatedEventBus implements EventBus, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReplicatedEventBus.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final long UNKNOWN = -1;
    private static final Retry AGAIN = Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(250));

    private final LocalEventBus local;
    private final EventIndex index;
    private final DirectConnections connections;
    private final BusSettings settings;
    private final BusMetrics metrics;
    private final Presence presence;
    private final Told told;
    private final UnderWay underWay = new UnderWay();
    private final LogReader reader;
    private final PassingLog passing;
    private final SharedHead heads;
    private final Bell bell;
    private final Asked looks = new Asked();
    private final Sinks.Empty<Void> known = Sinks.empty();
    private final Scheduler thread = Schedulers.newSingle("relay-bus", true);
    private final Disposable.Swap sessions = Disposables.swap();
    private volatile boolean introduced;

    /** Everything up to this position is in the index; {@link #UNKNOWN} if that is not certain. */
    private long complete;

    private volatile boolean connected;

    private ReplicatedEventBus(
            LocalEventBus local,
            EventIndex index,
            EventStore store,
            ConnectionFactory connectionFactory,
            DatabaseClient database,
            BusSettings settings,
            MeterRegistry registry) {
        long me = new SecureRandom().nextLong();
        this.local = local;
        this.index = index;
        complete = local.head().value();
        this.settings = settings;
        metrics = new BusMetrics(registry);
        connections = new DirectConnections(connectionFactory);
        presence = new Presence(me, settings.look());
        told = new Told(local.head().value());
        reader = new LogReader(me, told, underWay, local, metrics, thread);
        passing = new PassingLog(database, me);
        heads = new SharedHead(store.head().timeout(TIMEOUT));
        bell =
                settings.bell() == BusSettings.Bell.NATS
                        ? new NatsBell(me, settings.nats(), metrics)
                        : new PostgresBell(me, metrics);
        metrics.replicas(presence::replicas);
    }

    /** Completes when the log is followed and the other replicas know of this one. */
    public static Mono<ReplicatedEventBus> open(
            EventStore store,
            EventIndex index,
            ConnectionFactory connectionFactory,
            DatabaseClient database,
            BusSettings settings,
            MeterRegistry registry) {
        LocalEventBus local = new LocalEventBus(store, index, false);
        return local.open()
                .then(
                        Mono.fromSupplier(() ->
                                new ReplicatedEventBus(
                                        local,
                                        index,
                                        store,
                                        connectionFactory,
                                        database,
                                        settings,
                                        registry)))
                .flatMap(bus -> bus.follow().thenReturn(bus));
    }

    private Mono<Void> follow() {
        sessions.update(
                connections
                        .use(this::session)
                        .doOnError(this::broken)
                        .retryWhen(AGAIN)
                        .repeat()
                        .subscribe());
        return known.asMono();
    }

    private void broken(Throwable error) {
        metrics.lost();
        incomplete();
        if (connected) {
            connected = false;
            log.atWarn()
                    .addKeyValue("error", error.toString())
                    .log("The connection to other replicas broke; what is missed is read later");
        }
    }

    /** What is done for as long as one connection lasts. */
    private Flux<Object> session(PostgresqlConnection connection) {
        presence.connected();
        Flux<?> causes =
                Flux.merge(looks.latest(), bell.heard(connection), ticks()).onBackpressureLatest();
        Mono<Void> begin =
                look(connection)
                        .then(
                                introduced
                                        ? presence.show(connection)
                                        : presence.introduce(connection))
                        .doOnSuccess(done -> begun());
        return begin.thenMany(
                Flux.merge(
                        causes.concatMap(cause -> look(connection), 0),
                        ticks().concatMap(tick -> presence.show(connection).timeout(TIMEOUT), 0),
                        Flux.interval(SWEEP)
                                .onBackpressureDrop()
                                .concatMap(tick -> forget(connection), 0)));
    }

    private Mono<Void> look(PostgresqlConnection connection) {
        return reader.look(connection).doOnSuccess(done -> looked());
    }

    private synchronized void looked() {
        if (connected && !local.isUncertain()) {
            complete(told.upTo());
        }
    }

    /** What this replica wrote right after what is known leaves no room for another's commit. */
    private synchronized void wrote(List<LogEntry> entries) {
        long end = complete;
        for (LogEntry entry : entries) {
            if (entry instanceof LogEntry.Added added && added.position().value() == end + 1) {
                end++;
            }
        }
        if (end > complete) {
            complete(end);
        }
    }

    private void complete(long position) {
        complete = Math.max(complete, position);
        index.completeTo(new LogPosition(complete));
    }

    private synchronized void incomplete() {
        complete = UNKNOWN;
        index.suspend();
    }

    /**
     * A database that crashed has forgotten who is there, and for whom removals are written down.
     */
    private void begun() {
        if (introduced) {
            local.lost();
        }
        introduced = true;
        connected = true;
        known.tryEmitEmpty();
    }

    private Flux<Long> ticks() {
        return Flux.interval(settings.look()).onBackpressureDrop();
    }

    private static Mono<Void> forget(PostgresqlConnection connection) {
        return LogQueries.forget(connection).then(Presence.forget(connection)).timeout(TIMEOUT);
    }

    @Override
    public LogPosition head() {
        return local.head();
    }

    @Override
    public Mono<LogPosition> latest() {
        return presence.isAlone() ? local.latest() : heads.get();
    }

    @Override
    public void begin(List<VerifiedEvent> group) {
        underWay.begin(group);
    }

    @Override
    public Mono<List<LogEntry>> committed(List<LogEntry> entries) {
        return local.committed(entries).doOnNext(this::wrote).doOnNext(this::ring);
    }

    private void ring(List<?> what) {
        if (!what.isEmpty() && !presence.isAlone()) {
            bell.ring();
        }
    }

    @Override
    public void tell(List<LogEntry> entries) {
        local.tell(entries.stream().filter(this::isNew).toList());
        underWay.end();
    }

    private boolean isNew(LogEntry entry) {
        return !(entry instanceof LogEntry.Added added) || told.written(added.position().value());
    }

    @Override
    public Mono<Void> passing(VerifiedEvent event) {
        return presence.isAlone()
                ? local.passing(event)
                : passing.write(event).then(local.passing(event)).doOnSuccess(done -> bell.ring());
    }

    @Override
    public void removed(List<RemovedEvent> events) {
        local.removed(events);
        ring(events);
    }

    @Override
    public void forgotten(LogEntry.Forgotten events) {
        local.forgotten(events);
        ring(List.of(events));
    }

    @Override
    public void uncertain() {
        synchronized (this) {
            local.uncertain();
            incomplete();
        }
        underWay.end();
        looks.ask();
    }

    @Override
    public Flux<LogEntry> entriesAfter(LogPosition cursor) {
        return local.entriesAfter(cursor);
    }

    @Override
    public Flux<Long> rules() {
        return reader.rules();
    }

    @Override
    public int replicas() {
        return presence.replicas();
    }

    @Override
    public void close() {
        sessions.dispose();
        passing.close();
        bell.close();
        thread.dispose();
        connections.use(presence::leave).subscribe(done -> {}, failure -> {});
    }
}
