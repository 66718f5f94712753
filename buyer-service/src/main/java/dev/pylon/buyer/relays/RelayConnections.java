package dev.pylon.buyer.relays;

import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.buyer.settings.PylonSettings;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.relayclient.Guests;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayPoolSettings;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connection to the relays, under the buyer's key. */
@Configuration(proxyBeanMethods = false)
class RelayConnections {
    private static final Duration GUEST_REST = Duration.ofSeconds(30);

    /** A result quotes the whole request beside its content, and escapes both. */
    private static final int FRAME_PER_REPLY = 4;

    @Bean
    SecretKey identity(PylonSettings pylon) {
        return pylon.secretKey();
    }

    @Bean(destroyMethod = "close")
    RelayPool relayPool(PylonSettings pylon, BuyerSettings buyer, SecretKey identity) {
        boolean anywhere = buyer.openRelays() && "regtest".equals(pylon.network());
        Guests strict = Guests.publicOnly();
        return RelayPool.open(
                RelayPoolSettings.builder()
                        .relays(pylon.relayUrls())
                        .identity(identity)
                        .maxFrameBytes(
                                FRAME_PER_REPLY * Math.toIntExact(buyer.maxReply().toBytes()))
                        .guests(
                                new Guests(
                                        buyer.maxGuestRelays(),
                                        GUEST_REST,
                                        anywhere ? address -> true : strict.addresses()))
                        .build());
    }
}
