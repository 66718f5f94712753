package dev.pylon.wallet;

import dev.pylon.kit.app.ServiceApp;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Accounts, the ledger, invoices and payments, by REST. */
@SpringBootApplication
@EnableConfigurationProperties(WalletSettings.class)
public class WalletServiceApplication {
    public static void main(String... arguments) {
        ServiceApp.run(WalletServiceApplication.class, "wallet-service", arguments);
    }
}
