package dev.pylon.relay;

import dev.pylon.api.relay.RelayInformation;
import dev.pylon.kit.console.Templates;
import dev.pylon.kit.lease.LeaderLease;
import dev.pylon.relay.bus.ReplicatedEventBus;
import dev.pylon.relay.connection.Connections;
import dev.pylon.relay.connection.RelayDoor;
import dev.pylon.relay.ingest.Ingest;
import dev.pylon.relay.ingest.Verifier;
import dev.pylon.relay.market.JobRoutes;
import dev.pylon.relay.market.JobThreads;
import dev.pylon.relay.market.MarketRoutes;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.BusSettings;
import dev.pylon.relay.policy.CurrentBans;
import dev.pylon.relay.policy.CurrentSettings;
import dev.pylon.relay.policy.EventPolicy;
import dev.pylon.relay.policy.InformationDocument;
import dev.pylon.relay.policy.RateLimits;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.relay.policy.SubscriptionPolicy;
import dev.pylon.relay.protocol.Privacy;
import dev.pylon.relay.recent.Loader;
import dev.pylon.relay.recent.RecentEvents;
import dev.pylon.relay.stats.History;
import dev.pylon.relay.stats.MarketOverviews;
import dev.pylon.relay.stats.MarketStatistics;
import dev.pylon.relay.storage.EventBus;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.storage.LocalEventBus;
import dev.pylon.relay.storage.Parts;
import dev.pylon.relay.storage.PostgresEventStore;
import dev.pylon.relay.storage.QueryConnections;
import dev.pylon.relay.storage.Sweeper;
import dev.pylon.relay.subscription.Subscriptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.Disposable;

/** Puts the relay together. */
@Configuration(proxyBeanMethods = false)
class RelayConfiguration {
    private static final Duration OPENING = Duration.ofSeconds(30);

    @Bean
    @ConditionalOnMissingBean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    RelayMetrics relayMetrics(MeterRegistry registry) {
        return new RelayMetrics(registry);
    }

    @Bean
    EventPolicy eventPolicy(CurrentSettings settings, CurrentBans bans, InstantSource clock) {
        return new EventPolicy(settings, bans, clock);
    }

    @Bean
    Privacy privacy(RelaySettings settings) {
        return new Privacy(settings.privacy());
    }

    @Bean
    RateLimits rateLimits(CurrentSettings settings, EventBus bus) {
        return new RateLimits(
                settings, () -> settings.get().bus().shareRates() ? bus.replicas() : 1);
    }

    @Bean
    SubscriptionPolicy subscriptionPolicy(CurrentSettings settings) {
        return new SubscriptionPolicy(settings);
    }

    @Bean
    RecentEvents recentEvents(RelaySettings settings, RelayMetrics metrics, InstantSource clock) {
        return new RecentEvents(settings.recent().bytes(), clock, metrics);
    }

    @Bean(destroyMethod = "dispose")
    QueryConnections queryConnections(ConnectionFactory connections, RelaySettings settings) {
        return new QueryConnections(connections, settings.connection().queries());
    }

    @Bean
    @DependsOnDatabaseInitialization
    EventStore eventStore(
            DatabaseClient database,
            QueryConnections asking,
            TransactionalOperator transaction,
            RelaySettings settings,
            RecentEvents recent,
            InstantSource clock) {
        return new PostgresEventStore(
                database,
                asking,
                transaction,
                settings.connection(),
                Set.copyOf(settings.search().kinds()),
                recent,
                clock);
    }

    /** Only once the log is followed, so that nothing is missed between. */
    @Bean(destroyMethod = "dispose")
    Disposable loading(EventBus followed, EventStore store, RecentEvents recent) {
        return new Loader(store, recent).loads().subscribe();
    }

    /** Blocks the thread that starts the service until the log is followed. */
    @Bean
    EventBus eventBus(
            EventStore store,
            RecentEvents recent,
            ConnectionFactory connections,
            DatabaseClient database,
            RelaySettings settings,
            MeterRegistry registry) {
        if (settings.bus().bell() == BusSettings.Bell.NONE) {
            LocalEventBus bus = new LocalEventBus(store, recent, true);
            bus.open().block(OPENING);
            return bus;
        }
        return Objects.requireNonNull(
                ReplicatedEventBus.open(
                                store, recent, connections, database, settings.bus(), registry)
                        .block(OPENING));
    }

    @Bean
    Verifier verifier(RelaySettings settings, RelayMetrics metrics) {
        return new Verifier(settings.ingest(), metrics);
    }

    @Bean
    Ingest ingest(
            EventPolicy policy,
            Verifier verifier,
            EventStore store,
            EventBus bus,
            RelayMetrics metrics,
            RelaySettings settings) {
        return new Ingest(policy, verifier, store, bus, metrics, settings.ingest());
    }

    @Bean
    Subscriptions subscriptions(
            EventStore store,
            EventBus bus,
            SubscriptionPolicy policy,
            Privacy privacy,
            RelayMetrics metrics) {
        return new Subscriptions(store, bus, policy, privacy, metrics);
    }

    @Bean(destroyMethod = "dispose")
    Disposable following(Subscriptions subscriptions) {
        return subscriptions.follow();
    }

    @Bean
    Connections connections(
            CurrentSettings settings,
            Ingest ingest,
            Verifier verifier,
            Subscriptions subscriptions,
            EventPolicy eventPolicy,
            SubscriptionPolicy subscriptionPolicy,
            Privacy privacy,
            RateLimits rates,
            CurrentBans bans,
            RelayMetrics metrics,
            InstantSource clock) {
        return new Connections(
                settings,
                ingest,
                verifier,
                subscriptions,
                eventPolicy,
                subscriptionPolicy,
                privacy,
                rates,
                bans,
                metrics,
                clock);
    }

    @Bean
    RelayDoor relayDoor(Connections connections, CurrentSettings settings, CurrentBans bans) {
        return new RelayDoor(connections, settings, bans);
    }

    @Bean
    Sweeper sweeper(
            EventStore store,
            DatabaseClient database,
            EventBus bus,
            CurrentSettings settings,
            RelayMetrics metrics,
            InstantSource clock) {
        return new Sweeper(store, new Parts(database), bus, settings, metrics, clock);
    }

    @Bean(destroyMethod = "dispose")
    Disposable sweeping(LeaderLease lease, Sweeper sweeper) {
        return lease.whileLeading("relay-sweep", sweeper::sweeps).subscribe();
    }

    /** NIP-11's document as it is now. */
    @Bean
    Supplier<RelayInformation> relayInformation(CurrentSettings settings, CurrentBans bans) {
        String version =
                Objects.requireNonNullElse(
                        RelayServiceApplication.class.getPackage().getImplementationVersion(),
                        "0.1.0");
        return () -> InformationDocument.of(settings.get(), bans.get(), version);
    }

    @Bean
    @DependsOnDatabaseInitialization
    MarketStatistics marketStatistics(DatabaseClient database, InstantSource clock) {
        return new MarketStatistics(database, clock);
    }

    @Bean
    @DependsOnDatabaseInitialization
    MarketOverviews marketOverviews(DatabaseClient database, InstantSource clock, Privacy privacy) {
        return new MarketOverviews(database, clock, privacy.audience(Set.of()));
    }

    @Bean
    History history(MeterRegistry meters, InstantSource clock) {
        return new History(meters, clock);
    }

    @Bean(destroyMethod = "dispose")
    Disposable sampling(History history) {
        return history.keep();
    }

    /** The pages of this module, public ones and the console's. */
    @Bean
    Templates templates() {
        return new Templates(RelayServiceApplication.class);
    }

    @Bean
    RouterFunction<ServerResponse> marketRoutes(
            Supplier<RelayInformation> information,
            CurrentSettings settings,
            MarketStatistics statistics,
            MarketOverviews overviews,
            History history,
            Connections connections,
            InstantSource clock,
            Templates templates) {
        return new MarketRoutes(
                        information,
                        settings,
                        statistics,
                        overviews,
                        history,
                        connections::count,
                        clock,
                        templates)
                .routes();
    }

    @Bean
    RouterFunction<ServerResponse> jobRoutes(
            MarketOverviews overviews,
            EventStore store,
            Privacy privacy,
            Supplier<RelayInformation> information,
            CurrentSettings settings,
            Templates templates) {
        JobThreads threads = new JobThreads(overviews, store, privacy.audience(Set.of()));
        return new JobRoutes(threads, information, settings, templates).routes();
    }

    @Bean
    OpenToEveryOrigin openToEveryOrigin() {
        return new OpenToEveryOrigin();
    }
}
