package dev.pylon.wallet;

import dev.pylon.wallet.backend.BackendLimits;
import dev.pylon.wallet.payment.PaymentSettings;
import dev.pylon.wallet.reconciliation.ReconciliationSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the wallet is run ({@code pylon.wallet}).
 *
 * @param backend which Lightning backend stands behind it: {@code ledger}
 * @param allowMainnet has to be true for {@code pylon.network=mainnet}: real money
 */
@ConfigurationProperties("pylon.wallet")
public record WalletSettings(
        @DefaultValue("ledger") String backend,
        @DefaultValue("false") boolean allowMainnet,
        @DefaultValue BackendLimits backendLimits,
        @DefaultValue PaymentSettings payments,
        @DefaultValue Settlements settlements,
        @DefaultValue ReconciliationSettings reconciliation) {

    /**
     * The stream of settlements ({@code pylon.wallet.settlements}).
     *
     * @param lookAgain how often the table is looked at besides being told
     * @param heartbeat how often a comment is sent, so that a broken connection is noticed
     */
    public record Settlements(
            @DefaultValue("5s") Duration lookAgain, @DefaultValue("15s") Duration heartbeat) {}
}
