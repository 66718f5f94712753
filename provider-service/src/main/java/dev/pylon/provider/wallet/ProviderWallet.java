package dev.pylon.provider.wallet;

import dev.pylon.api.wallet.AccountView;
import dev.pylon.api.wallet.CreateInvoice;
import dev.pylon.api.wallet.InvoiceView;
import dev.pylon.api.wallet.RefundInvoice;
import dev.pylon.api.wallet.SettlementView;
import dev.pylon.api.wallet.WalletApi;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.provider.PylonSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The account that invoices are made for. Calls fail at once while the wallet is known to be out of
 * order; every caller asks again later.
 */
@Component
public final class ProviderWallet {
    private final WalletApi wallet;
    private final WalletGuard guard;

    ProviderWallet(PylonSettings pylon, WalletLimits limits, MeterRegistry meters) {
        Path key = pylon.wallet().apiKeyFile();
        this.wallet =
                ServiceClients.create(
                        WalletApi.class,
                        pylon.wallet().url(),
                        () -> PylonSettings.read(key),
                        limits.timeout());
        this.guard = new WalletGuard(limits, meters);
    }

    public Mono<AccountView> account() {
        return guard.call(wallet.account());
    }

    /** The same invoice, however often it is asked for with this key. */
    public Mono<InvoiceView> createInvoice(String idempotencyKey, CreateInvoice request) {
        return guard.call(wallet.createInvoice(idempotencyKey, request));
    }

    public Mono<InvoiceView> invoice(String paymentHash) {
        return guard.call(wallet.invoice(paymentHash));
    }

    /** All that the invoice received goes back, once, however often it is asked for. */
    public Mono<InvoiceView> refund(String paymentHash, String reason) {
        return guard.call(
                wallet.refund(paymentHash, "refund-" + paymentHash, new RefundInvoice(reason)));
    }

    /** What was paid after this cursor, as it is paid; from the beginning if it is 0. */
    public Flux<ServerSentEvent<SettlementView>> settlements(long after) {
        return wallet.settlements(after == 0 ? null : Long.toString(after));
    }
}
