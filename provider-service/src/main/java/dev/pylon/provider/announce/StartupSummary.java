package dev.pylon.provider.announce;

import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.PylonSettings;
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

    private final SecretKey identity;
    private final ProviderSettings settings;
    private final PylonSettings pylon;
    private final DatabaseClient database;

    StartupSummary(
            SecretKey identity,
            ProviderSettings settings,
            PylonSettings pylon,
            DatabaseClient database) {
        this.identity = identity;
        this.settings = settings;
        this.pylon = pylon;
        this.database = database;
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
                .subscribe(stats ->
                        LOG.atInfo()
                                .addKeyValue("identity", PublicKeys.npub(identity.publicKey()))
                                .addKeyValue("network", pylon.network())
                                .addKeyValue("kinds", settings.kinds())
                                .addKeyValue("payment", settings.payment().word())
                                .addKeyValue("relays", pylon.relays())
                                .addKeyValue("wallet", pylon.wallet().url())
                                .addKeyValue("database", stats)
                                .log("provider started"));
    }
}
