package dev.pylon.buyer.rest;

import dev.pylon.api.buyer.BuyerRelay;
import dev.pylon.api.buyer.BuyerStatus;
import dev.pylon.buyer.pay.FundsCheck;
import dev.pylon.buyer.settings.PylonSettings;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayStatus;
import java.util.Comparator;
import java.util.Locale;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Who the buyer is and how its connections are. Looking changes nothing. */
@Component
class StatusReport {
    private final SecretKey identity;
    private final PylonSettings pylon;
    private final RelayPool pool;
    private final FundsCheck funds;

    StatusReport(SecretKey identity, PylonSettings pylon, RelayPool pool, FundsCheck funds) {
        this.identity = identity;
        this.pylon = pylon;
        this.pool = pool;
        this.funds = funds;
    }

    Mono<BuyerStatus> of(String account) {
        return funds.isReachable(account)
                .map(reachable ->
                        new BuyerStatus(
                                identity.publicKey().hex(),
                                PublicKeys.npub(identity.publicKey()),
                                pylon.network(),
                                pool.status().stream()
                                        .sorted(Comparator.comparing(RelayStatus::relay))
                                        .map(StatusReport::relay)
                                        .toList(),
                                reachable));
    }

    private static BuyerRelay relay(RelayStatus status) {
        return new BuyerRelay(
                status.relay().value(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.state().isConnected() ? null : status.lastError());
    }
}
