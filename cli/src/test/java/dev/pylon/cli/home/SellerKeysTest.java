package dev.pylon.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.cli.CommandFailure;
import dev.pylon.kit.auth.ApiKeys;
import dev.pylon.kit.auth.Scope;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SellerKeysTest {
    @TempDir private Path folder;
    private Home home;

    @BeforeEach
    void makeHome() {
        home = new Home(folder.resolve("home"));
        home.initialise(0);
    }

    @Test
    void aSellersKeyReadsAndReceivesInItsOwnAccountAndCantPay() {
        String secret = new SellerKeys(home).make("sally");

        assertThat(walletsKeys().find(secret))
                .hasValueSatisfying(caller -> {
                    assertThat(caller.account()).isEqualTo("sally");
                    assertThat(caller.scopes())
                            .containsExactlyInAnyOrder(Scope.WALLET_READ, Scope.WALLET_RECEIVE);
                });
    }

    @Test
    void itIsStillAcceptedAfterTheNextStart() {
        String secret = new SellerKeys(home).make("sally");

        home.initialise(0);

        assertThat(walletsKeys().find(secret)).isPresent();
        assertThat(walletsKeys().find(home.apiKey("cli-wallet").orElseThrow())).isPresent();
    }

    @Test
    void aNewKeyReplacesTheOlderOneOfThatSellerOnly() {
        SellerKeys keys = new SellerKeys(home);
        String older = keys.make("sally");
        String other = keys.make("sam");

        String newer = keys.make("sally");

        assertThat(walletsKeys().find(older)).isEmpty();
        assertThat(walletsKeys().find(newer)).isPresent();
        assertThat(walletsKeys().find(other)).isPresent();
    }

    @Test
    void aRevokedKeyIsNoLongerAccepted() {
        SellerKeys keys = new SellerKeys(home);
        String secret = keys.make("sally");

        assertThat(keys.revoke("sally")).isTrue();
        assertThat(keys.revoke("sally")).isFalse();
        assertThat(walletsKeys().find(secret)).isEmpty();
    }

    @Test
    void namesThatAreOursOrLeadElsewhereAreRefused() {
        SellerKeys keys = new SellerKeys(home);

        for (String name : new String[] {"buyer", "provider", "../x", "", "Sally"}) {
            assertThatThrownBy(() -> keys.make(name)).isInstanceOf(CommandFailure.class);
        }
    }

    private ApiKeys walletsKeys() {
        return new ApiKeys(home.hashes("wallet-service"));
    }
}
