package dev.pylon.provider.announce;

import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.PylonSettings;
import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.Backends;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What a person wants to see when a provider starts. */
@Component
class StartupSummary {
    private static final Logger LOG = LoggerFactory.getLogger(StartupSummary.class);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

    private final SecretKey identity;
    private final ProviderSettings settings;
    private final PylonSettings pylon;
    private final DatabaseClient database;
    private final Backends backends;

    StartupSummary(
            SecretKey identity,
            ProviderSettings settings,
            PylonSettings pylon,
            DatabaseClient database,
            Backends backends) {
        this.identity = identity;
        this.settings = settings;
        this.pylon = pylon;
        this.database = database;
        this.backends = backends;
    }

    @EventListener(ApplicationReadyEvent.class)
    void tell() {
        database.sql(
                        "select count(*) as jobs, count(*) filter (where work = 'delivered') as delivered,"
                                + " count(*) filter (where work in ('requested', 'accepted', 'running')) as open from job")
                .map(row ->
                        row.get("jobs", Long.class)
                                + " jobs, "
                                + row.get("delivered", Long.class)
                                + " delivered, "
                                + row.get("open", Long.class)
                                + " open")
                .one()
                .onErrorResume(unreadable -> Mono.just("not readable"))
                .delayUntil(stats -> lookedAt())
                .subscribe(stats ->
                        LOG.atInfo()
                                .addKeyValue("identity", PublicKeys.npub(identity.publicKey()))
                                .addKeyValue("network", pylon.network())
                                .addKeyValue("kinds", settings.kinds())
                                .addKeyValue("payment", settings.payment().word())
                                .addKeyValue("relays", pylon.relays())
                                .addKeyValue("wallet", pylon.wallet().url())
                                .addKeyValue("database", stats)
                                .addKeyValue("backends", backends())
                                .log("provider started"));
    }

    /** Waits for the first look at the backends, but not for long. */
    private Mono<Void> lookedAt() {
        return backends.lookedAt().timeout(FIRST_LOOK).onErrorComplete();
    }

    private List<String> backends() {
        return backends.availability().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + told(entry.getValue()))
                .toList();
    }

    private static String told(Availability seen) {
        return switch (seen) {
            case Availability.Available available ->
                    String.join(", ", available.models())
                            + (available.simulated() ? " (simulated)" : "");
            case Availability.Unavailable no -> no.reason();
        };
    }
}
