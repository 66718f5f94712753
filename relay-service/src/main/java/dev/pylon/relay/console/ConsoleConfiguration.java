package dev.pylon.relay.console;

import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.console.ConsoleSite;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Templates;
import dev.pylon.relay.admin.Administrators;
import dev.pylon.relay.admin.LiveSettings;
import dev.pylon.relay.admin.Moderation;
import dev.pylon.relay.connection.Connections;
import dev.pylon.relay.policy.CurrentSettings;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.relay.protocol.Privacy;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.transfer.TransferRoutes;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where the operator's pages are. Without API keys nobody could sign in, and there are none. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("pylon.api-keys-file")
class ConsoleConfiguration {
    @Bean
    ConsoleSite consoleSite(RelaySettings settings, @Value("${pylon.network:nostr}") String net) {
        return new ConsoleSite(
                "relay",
                settings.name(),
                net,
                SessionSecret.of(settings.admin()),
                List.of(
                        new ConsoleSite.Section("bans", "Bans", Scope.ADMIN),
                        new ConsoleSite.Section("events", "Events", Scope.ADMIN),
                        new ConsoleSite.Section("connections", "Connections", Scope.ADMIN),
                        new ConsoleSite.Section("limits", "Limits", Scope.ADMIN)));
    }

    @Bean
    SignedCallers signedCallers(Administrators administrators) {
        return new SignedCallers(administrators);
    }

    @Bean
    RouterFunction<ServerResponse> relayConsole(
            Moderation moderation,
            LiveSettings settings,
            CurrentSettings current,
            Connections connections,
            EventStore store,
            TransferRoutes transfer,
            Privacy privacy,
            Pages pages,
            Templates templates) {
        BanPages bans = new BanPages(moderation, pages, templates);
        EventPages events = new EventPages(moderation, store, privacy, transfer, pages, templates);
        ConnectionPages open = new ConnectionPages(connections, current, pages, templates);
        LimitPages limits = new LimitPages(settings, pages, templates);
        return RouterFunctions.route()
                .GET("/console/bans", bans::show)
                .POST("/console/bans", bans::ban)
                .POST("/console/bans/end", bans::end)
                .GET("/console/events", events::show)
                .POST("/console/events/remove", events::remove)
                .GET("/console/export", events::export)
                .GET("/console/connections", open::show)
                .POST("/console/connections/close", open::close)
                .GET("/console/limits", limits::show)
                .POST("/console/limits", limits::change)
                .filter((request, next) ->
                        Callers.require(Scope.ADMIN).flatMap(admin -> next.handle(request)))
                .build();
    }
}
