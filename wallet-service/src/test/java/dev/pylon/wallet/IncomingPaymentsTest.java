package dev.pylon.wallet;

import static dev.pylon.wallet.InternalPaymentsTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.alarm.Alarm;
import dev.pylon.wallet.backend.IncomingSettlement;
import dev.pylon.wallet.backend.SettlementCursor;
import dev.pylon.wallet.invoice.InvoiceState;
import dev.pylon.wallet.invoice.Receipt;
import dev.pylon.wallet.invoice.Settlement;
import dev.pylon.wallet.invoice.WalletInvoice;
import dev.pylon.wallet.request.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Money from outside: credited once, with what arrived, or put aside for a person to look at. */
class IncomingPaymentsTest {
    private final ScriptedBackend backend = new ScriptedBackend();
    private TestWallet wallet;
    private Account provider;
    private int cursor;

    @BeforeEach
    void open() {
        wallet = TestWallet.with(backend);
        provider = wallet.account("provider");
    }

    @AfterEach
    void everythingAddsUp() {
        backend.holds =
                Msat.of(wallet.count("SELECT -balance_msat FROM book WHERE kind = 'backend'"));
        assertThat(wallet.audit().allIsWell()).isTrue();
        wallet.close();
    }

    @Test
    void whatArrivesIsCreditedAndTold() {
        WalletInvoice invoice = wallet.invoice(provider, 5_000);

        assertThat(credit(invoice.hash(), 5_000)).isEqualTo(new Receipt.Credited(provider.id()));

        assertThat(wallet.available(provider)).isEqualTo(5_000);
        assertThat(found(invoice).state()).isEqualTo(InvoiceState.PAID);
        assertThat(
                        wallet.settlements
                                .after(provider.id(), 0)
                                .map(Settlement::hash)
                                .blockFirst(TestWallet.LIMIT))
                .isEqualTo(invoice.hash());
    }

    @Test
    void theAmountIsThatWhichArrived() {
        WalletInvoice invoice = wallet.invoice(provider, 5_000);

        credit(invoice.hash(), 5_017);

        assertThat(wallet.available(provider)).isEqualTo(5_017);
        assertThat(found(invoice).received()).contains(Msat.of(5_017));
    }

    @Test
    void anExpiredInvoiceIsCreditedAllTheSame() {
        WalletInvoice invoice =
                wallet.invoice(provider, Optional.of(Msat.of(5)), Duration.ofSeconds(1));
        Awaitility.await().until(() -> Instant.now().isAfter(invoice.expiresAt()));

        assertThat(credit(invoice.hash(), 5)).isInstanceOf(Receipt.Credited.class);
    }

    @Test
    void aRepeatIsCreditedOnce() {
        WalletInvoice invoice = wallet.invoice(provider, 5_000);
        credit(invoice.hash(), 5_000);

        assertThat(credit(invoice.hash(), 5_000)).isInstanceOf(Receipt.Repeated.class);
        assertThat(wallet.available(provider)).isEqualTo(5_000);
    }

    @Test
    void manyAtOnceAreCreditedOnce() {
        WalletInvoice invoice = wallet.invoice(provider, 5_000);

        List<Receipt> receipts =
                TestWallet.block(
                        Flux.range(0, 20)
                                .flatMap(
                                        n ->
                                                wallet.credits
                                                        .credit(incoming(invoice.hash(), 5_000))
                                                        .subscribeOn(Schedulers.parallel()),
                                        20)
                                .collectList());

        assertThat(receipts).filteredOn(Receipt.Credited.class::isInstance).hasSize(1);
        assertThat(wallet.available(provider)).isEqualTo(5_000);
    }

    @Test
    void moneyForNoInvoiceGoesToSuspenseOnce() {
        PaymentHash nobodys = Preimage.random().hash();

        assertThat(credit(nobodys, 700)).isInstanceOf(Receipt.Unexpected.class);
        assertThat(credit(nobodys, 700)).isInstanceOf(Receipt.Repeated.class);
        assertThat(suspense()).isEqualTo(700);
    }

    @Test
    void moneyForWhatAnAccountHasPaidGoesToSuspense() {
        WalletInvoice invoice = wallet.invoice(provider, 5_000);
        wallet.pay(wallet.funded("buyer", 5_000), invoice.bolt11());

        assertThat(credit(invoice.hash(), 5_000)).isInstanceOf(Receipt.Unexpected.class);
        assertThat(wallet.available(provider)).isEqualTo(5_000);
        assertThat(suspense()).isEqualTo(5_000);
    }

    @Test
    void whatCameFromOutsideCannotBeRefundedHere() {
        WalletInvoice invoice = wallet.invoice(provider, 5_000);
        credit(invoice.hash(), 5_000);

        assertRefused(
                Refusal.NOT_REFUNDABLE,
                () ->
                        wallet.refunds
                                .refund(provider, invoice.hash(), "x", TestWallet.request("refund"))
                                .block());
    }

    @Test
    void theStreamIsReadFromWhereItStoppedAndAlarmsAreRaised() {
        WalletInvoice invoice = wallet.invoice(provider, 5_000);
        wallet.incoming.start();
        Awaitility.await().until(() -> backend.readFrom.size() == 1);
        assertThat(backend.readFrom).containsExactly(SettlementCursor.START);

        backend.incoming.tryEmitNext(incoming(invoice.hash(), 5_000));
        backend.incoming.tryEmitNext(incoming(Preimage.random().hash(), 3));
        Awaitility.await().until(() -> wallet.alarms.count(Alarm.UNEXPECTED_RECEIPT) == 1);
        wallet.incoming.stop();

        assertThat(wallet.available(provider)).isEqualTo(5_000);
        assertThat(wallet.credits.cursor().block()).isEqualTo(new SettlementCursor("2"));
        assertThat(wallet.incoming.isRunning()).isFalse();
    }

    private Receipt credit(PaymentHash hash, long msat) {
        return TestWallet.block(wallet.credits.credit(incoming(hash, msat)));
    }

    private IncomingSettlement incoming(PaymentHash hash, long msat) {
        cursor++;
        return new IncomingSettlement(
                hash, Msat.of(msat), Instant.now(), new SettlementCursor(Integer.toString(cursor)));
    }

    private WalletInvoice found(WalletInvoice invoice) {
        return TestWallet.block(wallet.invoices.find(provider, invoice.hash()));
    }

    private long suspense() {
        return wallet.count("SELECT balance_msat FROM book WHERE kind = 'suspense'");
    }
}
