package dev.pylon.provider.delivery;

import dev.pylon.nostr.key.SecretKey;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.PylonSettings;
import dev.pylon.relayclient.Guests;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayPoolSettings;
import dev.pylon.relayclient.RelayUrl;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connection to the relays, under the provider's key. */
@Configuration(proxyBeanMethods = false)
class Relays {
    @Bean
    SecretKey identity(PylonSettings pylon) {
        return pylon.secretKey();
    }

    @Bean(destroyMethod = "close")
    RelayPool relayPool(PylonSettings pylon, ProviderSettings provider, SecretKey identity) {
        List<RelayUrl> urls = pylon.relays().stream().map(RelayUrl::of).toList();
        boolean privateAddresses = provider.openRelays() && "regtest".equals(pylon.network());
        return RelayPool.open(
                RelayPoolSettings.builder()
                        .relays(urls)
                        .identity(identity)
                        .guests(privateAddresses ? Guests.anywhere() : Guests.publicOnly())
                        .build());
    }
}
