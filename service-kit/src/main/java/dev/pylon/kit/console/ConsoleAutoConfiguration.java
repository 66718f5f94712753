package dev.pylon.kit.console;

import dev.pylon.kit.app.KitAutoConfiguration;
import dev.pylon.kit.auth.ApiKeys;
import java.time.Clock;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The console of a service that has one: it makes a {@link ConsoleSite}. */
@AutoConfiguration(after = KitAutoConfiguration.class)
@ConditionalOnBean({ConsoleSite.class, ApiKeys.class})
public class ConsoleAutoConfiguration {
    @Bean
    Assets consoleAssets() {
        return new Assets();
    }

    @Bean
    Pages consolePages(ConsoleSite site, Assets assets) {
        return new Pages(site, assets);
    }

    @Bean
    Sessions consoleSessions(
            ConsoleSite site, ApiKeys keys, ObjectProvider<ConsoleCallers> others) {
        ConsoleCallers all =
                keyId ->
                        Stream.concat(
                                        keys.named(keyId).stream(),
                                        others.stream().flatMap(some -> some.named(keyId).stream()))
                                .toList();
        return new Sessions(site.secret(), all, Clock.systemUTC());
    }

    @Bean
    Tickets consoleTickets() {
        return new Tickets(Clock.systemUTC());
    }

    @Bean
    TicketEndpoint consoleTicketEndpoint(Tickets tickets) {
        return new TicketEndpoint(tickets);
    }

    @Bean
    ConsoleFilter consoleFilter(ConsoleSite site, Sessions sessions, Pages pages) {
        return new ConsoleFilter(site, sessions, pages);
    }

    @Bean
    RouterFunction<ServerResponse> consoleEntrance(
            ConsoleSite site,
            ApiKeys keys,
            Sessions sessions,
            Tickets tickets,
            Pages pages,
            Assets assets) {
        return new Entrance(site, keys, sessions, tickets, pages).routes(assets);
    }
}
