package dev.pylon.provider.quote;

import dev.pylon.api.wallet.WalletApi;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.provider.PylonSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The wallet that invoices are made at. */
@Configuration(proxyBeanMethods = false)
class Wallet {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Bean
    WalletApi walletApi(PylonSettings settings) {
        Path key = settings.wallet().apiKeyFile();
        return ServiceClients.create(
                WalletApi.class, settings.wallet().url(), () -> PylonSettings.read(key), LIMIT);
    }
}
