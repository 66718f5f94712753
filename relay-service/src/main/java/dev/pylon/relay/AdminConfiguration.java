package dev.pylon.relay;

import dev.pylon.relay.admin.Administrators;
import dev.pylon.relay.admin.BanStore;
import dev.pylon.relay.admin.KindRules;
import dev.pylon.relay.admin.LiveSettings;
import dev.pylon.relay.admin.Management;
import dev.pylon.relay.admin.ManagementRoutes;
import dev.pylon.relay.admin.Moderation;
import dev.pylon.relay.admin.SettingsStore;
import dev.pylon.relay.connection.Connections;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.Bans;
import dev.pylon.relay.policy.CurrentBans;
import dev.pylon.relay.policy.CurrentSettings;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.relay.storage.EventBus;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.transfer.Adoption;
import dev.pylon.relay.transfer.Import;
import dev.pylon.relay.transfer.TransferRoutes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.Disposable;
import reactor.util.retry.Retry;
import tools.jackson.databind.json.JsonMapper;

/** What administrators change while the relay runs, and where that takes effect. */
@Configuration(proxyBeanMethods = false)
class AdminConfiguration {
    private static final Duration OPENING = Duration.ofSeconds(30);
    private static final Retry UNTIL_READ =
            Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(500));

    @Bean
    CurrentSettings currentSettings(RelaySettings settings) {
        return new CurrentSettings(settings);
    }

    /** Blocks the thread that starts the service until earlier changes are known. */
    @Bean
    @DependsOnDatabaseInitialization
    LiveSettings liveSettings(
            DatabaseClient database,
            TransactionalOperator transaction,
            ConfigurableEnvironment environment,
            CurrentSettings current) {
        LiveSettings settings =
                new LiveSettings(new SettingsStore(database, transaction), environment, current);
        settings.open().block(OPENING);
        return settings;
    }

    @Bean
    @DependsOnDatabaseInitialization
    BanStore banStore(DatabaseClient database, TransactionalOperator transaction) {
        return new BanStore(database, transaction);
    }

    /** Blocks the thread that starts the service until the bans are known. */
    @Bean
    CurrentBans currentBans(BanStore store) {
        Bans first = Objects.requireNonNullElse(store.load().block(OPENING), Bans.NONE);
        return new CurrentBans(first);
    }

    @Bean
    Moderation moderation(
            BanStore store,
            CurrentBans bans,
            EventBus bus,
            Connections connections,
            RelayMetrics metrics) {
        return new Moderation(store, bans, bus, connections, metrics);
    }

    @Bean
    @DependsOnDatabaseInitialization
    Administrators administrators(
            RelaySettings settings, DatabaseClient database, InstantSource clock) {
        return new Administrators(settings, database, clock);
    }

    /** Bans and settings that another replica has changed. */
    @Bean(destroyMethod = "dispose")
    Disposable rules(EventBus bus, Moderation moderation, LiveSettings settings) {
        return bus.rules()
                .concatMap(
                        changed ->
                                moderation.reload().then(settings.reload()).retryWhen(UNTIL_READ),
                        1)
                .subscribe();
    }

    @Bean
    RouterFunction<ServerResponse> managementRoutes(
            Administrators administrators,
            Moderation moderation,
            LiveSettings settings,
            JsonMapper json) {
        Management management = new Management(moderation, settings, new KindRules(settings));
        return new ManagementRoutes(administrators, management, settings, json).routes();
    }

    @Bean
    TransferRoutes transfer(EventStore store, Adoption adoption, CurrentSettings settings) {
        return new TransferRoutes(store, new Import(adoption, settings));
    }

    @Bean
    RouterFunction<ServerResponse> transferRoutes(TransferRoutes transfer) {
        return transfer.routes();
    }
}
