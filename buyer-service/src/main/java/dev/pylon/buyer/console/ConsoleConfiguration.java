package dev.pylon.buyer.console;

import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.buyer.pay.Accounts;
import dev.pylon.buyer.settings.PylonSettings;
import dev.pylon.buyer.watch.JobEvents;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.console.ConsoleSite;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Templates;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Hashes;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Where the buyer's pages are. Without API keys nobody could sign in, and there are none. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("pylon.api-keys-file")
class ConsoleConfiguration {
    @Bean
    ConsoleSite consoleSite(SecretKey identity, PylonSettings pylon) {
        return new ConsoleSite(
                "buyer",
                "Pylon buyer",
                pylon.network(),
                Hashes.tagged("pylon/console", identity.toBytes()),
                List.of(
                        new ConsoleSite.Section("jobs", "Jobs", Scope.JOBS_READ),
                        new ConsoleSite.Section("wallet", "Wallet", Scope.WALLET_READ),
                        new ConsoleSite.Section("providers", "Providers", Scope.JOBS_READ),
                        new ConsoleSite.Section("relays", "Relays", Scope.JOBS_READ)));
    }

    @Bean
    RouterFunction<ServerResponse> buyerConsole(
            BuyerApi buyer, Accounts accounts, JobEvents events, PylonSettings pylon, Pages pages) {
        Templates templates = new Templates(ConsoleConfiguration.class);
        JobsPages jobs = new JobsPages(buyer, pages, templates);
        JobPages job = new JobPages(buyer, events, pages, templates);
        WalletPages wallet = new WalletPages(accounts, pages, templates);
        MarketPages market = new MarketPages(buyer, pages, templates);
        return RouterFunctions.route()
                .GET("/console/jobs", jobs::list)
                .POST("/console/jobs", jobs::submit)
                .GET("/console/jobs/{id}", job::show)
                .GET("/console/jobs/{id}/stream", job::stream)
                .POST("/console/jobs/{id}/pay", job::pay)
                .POST("/console/jobs/{id}/cancel", job::cancel)
                .GET("/console/wallet", wallet::show)
                .GET("/console/providers", market::providers)
                .GET("/console/relays", market::relays)
                .build();
    }
}
