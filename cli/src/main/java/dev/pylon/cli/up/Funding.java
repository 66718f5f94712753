package dev.pylon.cli.up;

import dev.pylon.api.wallet.FundAccount;
import dev.pylon.api.wallet.WalletApi;
import dev.pylon.cli.Clients;
import dev.pylon.cli.home.Home;
import dev.pylon.cli.home.Settings;
import dev.pylon.primitives.Msat;
import java.time.Duration;

/**
 * What the buyer's account starts with on regtest. The idempotency key makes every later start a
 * repeat.
 */
final class Funding {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Home home;

    Funding(Home home) {
        this.home = home;
    }

    void giveOnce() {
        Settings settings = home.settings();
        if (!"regtest".equals(settings.network())
                || settings.initialFundingMsat() == 0
                || settings.wallet().isPresent()) {
            return;
        }
        home.apiKey("cli-admin")
                .map(key ->
                        Clients.create(
                                WalletApi.class, "http://127.0.0.1:" + home.ports().wallet(), key))
                .ifPresent(wallet ->
                        wallet.fund(
                                        "initial-funding",
                                        new FundAccount(
                                                "buyer", Msat.of(settings.initialFundingMsat())))
                                .block(LIMIT));
    }
}
