package dev.pylon.provider.input;

import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.PylonSettings;
import dev.pylon.relayclient.Guests;
import dev.pylon.relayclient.PublicAddress;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayPoolSettings;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Relays and pages at private addresses are for tests and closed networks, on regtest only. */
@Configuration(proxyBeanMethods = false)
class InputConfiguration {
    @Bean(destroyMethod = "close")
    WebPages webPages(InputSettings settings, PylonSettings pylon) {
        boolean anywhere = settings.privateAddresses() && "regtest".equals(pylon.network());
        return new WebPages(settings, anywhere ? address -> true : PublicAddress::test);
    }

    @Bean(destroyMethod = "close")
    Events inputEvents(RelayPool own, PylonSettings pylon, ProviderSettings provider) {
        RelayPool strangers =
                RelayPool.open(
                        RelayPoolSettings.builder()
                                .relays(List.of())
                                .guests(
                                        provider.openRelays() && "regtest".equals(pylon.network())
                                                ? Guests.anywhere()
                                                : Guests.publicOnly())
                                .build());
        return new Events(own, strangers);
    }

    @Bean
    Inputs inputs(
            Events events, WebPages pages, InputSettings settings, ProviderSettings provider) {
        return new Inputs(events, pages, settings, provider.maxInputBytes());
    }
}
