package dev.pylon.provider.console;

import dev.pylon.api.provider.ProviderApi;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.console.ConsoleSite;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Templates;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Hashes;
import dev.pylon.provider.PylonSettings;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where the provider's pages are. Without API keys nobody could sign in, and there are none. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("pylon.api-keys-file")
class ConsoleConfiguration {
    @Bean
    ConsoleSite consoleSite(SecretKey identity, PylonSettings pylon) {
        return new ConsoleSite(
                "provider",
                "Pylon provider",
                pylon.network(),
                Hashes.tagged("pylon/console", identity.toBytes()),
                List.of(
                        new ConsoleSite.Section("jobs", "Jobs", Scope.JOBS_READ),
                        new ConsoleSite.Section("earnings", "Earnings", Scope.WALLET_READ),
                        new ConsoleSite.Section("backends", "Backends", Scope.JOBS_READ),
                        new ConsoleSite.Section("relays", "Relays", Scope.JOBS_READ)));
    }

    @Bean
    RouterFunction<ServerResponse> providerConsole(
            ProviderApi provider, DatabaseClient database, Pages pages) {
        ProviderPages console =
                new ProviderPages(
                        provider,
                        new Records(database),
                        pages,
                        new Templates(ConsoleConfiguration.class));
        return RouterFunctions.route()
                .GET("/console/jobs", console::jobs)
                .GET("/console/jobs/{id}", console::job)
                .GET("/console/earnings", console::earnings)
                .GET("/console/backends", console::backends)
                .GET("/console/relays", console::relays)
                .build();
    }
}
