package dev.pylon.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.lightning.Bolt11;
import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.InvoiceDraft;
import dev.pylon.lightning.Network;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.account.SpendingLimit;
import dev.pylon.wallet.invoice.InvoiceState;
import dev.pylon.wallet.invoice.WalletInvoice;
import dev.pylon.wallet.payment.PayOrder;
import dev.pylon.wallet.payment.Payment;
import dev.pylon.wallet.payment.PaymentState;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InternalPaymentsTest {
    private TestWallet wallet;
    private Account buyer;
    private Account provider;

    @BeforeEach
    void open() {
        wallet = TestWallet.ledger();
        buyer = wallet.funded("buyer", 100_000);
        provider = wallet.account("provider");
    }

    @AfterEach
    void everythingAddsUp() {
        assertThat(wallet.audit().allIsWell()).isTrue();
        wallet.close();
    }

    @Test
    void movesMoneyAtOnceWithProof() {
        WalletInvoice invoice = wallet.invoice(provider, 21_000);

        Payment payment = wallet.pay(buyer, invoice.bolt11());

        assertThat(payment.state()).isEqualTo(PaymentState.SETTLED);
        assertThat(payment.internal()).isTrue();
        assertThat(payment.fee()).contains(Msat.ZERO);
        assertThat(payment.preimage().orElseThrow().proves(invoice.hash())).isTrue();
        assertThat(wallet.available(buyer)).isEqualTo(79_000);
        assertThat(wallet.available(provider)).isEqualTo(21_000);
        WalletInvoice paid = found(invoice);
        assertThat(paid.state()).isEqualTo(InvoiceState.PAID);
        assertThat(paid.received()).contains(Msat.of(21_000));
    }

    @Test
    void anInvoiceWithoutAnAmountIsPaidWithThePayersAmount() {
        WalletInvoice invoice = wallet.invoice(provider, Optional.empty(), Duration.ofHours(1));

        Payment payment =
                TestWallet.block(wallet.paying(buyer, order(invoice, 7), none(), key("a")));

        assertThat(payment.amount()).isEqualTo(Msat.of(7));
        assertThat(wallet.available(provider)).isEqualTo(7);
    }

    @Test
    void payingTwiceMovesOnce() {
        WalletInvoice invoice = wallet.invoice(provider, 21_000);
        Payment first = wallet.pay(buyer, invoice.bolt11());

        Payment second = wallet.pay(buyer, invoice.bolt11());

        assertThat(second).isEqualTo(first);
        assertThat(wallet.available(buyer)).isEqualTo(79_000);
    }

    @Test
    void theSameKeyAnswersTheSameEvenWhenTheInvoiceIsPaid() {
        WalletInvoice invoice = wallet.invoice(provider, 21_000);
        Payment first = pay(buyer, invoice, key("same"));

        assertThat(pay(buyer, invoice, key("same"))).isEqualTo(first);
        assertThat(wallet.count("SELECT count(*) FROM journal WHERE kind = 'internal'")).isOne();
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        pay(buyer, wallet.invoice(provider, 1_000), key("same", "one"));

        assertRefused(
                Refusal.IDEMPOTENCY_KEY_REUSED,
                () -> pay(buyer, wallet.invoice(provider, 2_000), key("same", "two")));
        assertThat(wallet.available(buyer)).isEqualTo(99_000);
    }

    @Test
    void aKeyIsFreeAgainWhenItsRequestWasRefused() {
        WalletInvoice dear = wallet.invoice(provider, 200_000);
        assertRefused(Refusal.INSUFFICIENT_FUNDS, () -> pay(buyer, dear, key("again")));
        wallet.funded("buyer", 100_000);

        assertThat(pay(buyer, dear, key("again")).state()).isEqualTo(PaymentState.SETTLED);
    }

    @Test
    void tooLittleMoneyMovesNothing() {
        WalletInvoice invoice = wallet.invoice(provider, 100_001);

        assertRefused(Refusal.INSUFFICIENT_FUNDS, () -> wallet.pay(buyer, invoice.bolt11()));
        assertThat(wallet.available(buyer)).isEqualTo(100_000);
        assertThat(found(invoice).state()).isEqualTo(InvoiceState.OPEN);
    }

    @Test
    void theLastMsatCanBeSpent() {
        wallet.pay(buyer, wallet.invoice(provider, 100_000).bolt11());

        assertThat(wallet.available(buyer)).isZero();
    }

    @Test
    void anotherAccountCannotPayWhatIsPaid() {
        WalletInvoice invoice = wallet.invoice(provider, 1_000);
        wallet.pay(buyer, invoice.bolt11());
        Account other = wallet.funded("other", 1_000);

        assertRefused(Refusal.ALREADY_PAID, () -> wallet.pay(other, invoice.bolt11()));
        assertThat(wallet.available(other)).isEqualTo(1_000);
    }

    @Test
    void anExpiredInvoiceIsRefused() {
        WalletInvoice invoice =
                wallet.invoice(provider, Optional.of(Msat.of(1_000)), Duration.ofSeconds(1));

        Awaitility.await()
                .pollDelay(Duration.ofMillis(1_100))
                .untilAsserted(() ->
                        assertRefused(
                                Refusal.INVOICE_EXPIRED,
                                () -> wallet.pay(buyer, invoice.bolt11())));
    }

    @Test
    void anInvoiceWithOurPaymentHashThatIsNotOursIsRefused() {
        WalletInvoice ours = wallet.invoice(provider, 1_000);
        Invoice forged =
                Bolt11.encode(
                        InvoiceDraft.of(Network.REGTEST, ours.hash(), "tea")
                                .withAmount(Msat.of(50_000)),
                        Preimage.random().value().toBytes());

        assertRefused(Refusal.UNPAYABLE_HERE, () -> wallet.pay(buyer, forged.encoded()));
        assertThat(found(ours).state()).isEqualTo(InvoiceState.OPEN);
    }

    @Test
    void anInvoiceOfAnotherNodeIsRefusedByTheLedger() {
        Invoice elsewhere = ScriptedBackend.foreignInvoice(Preimage.random(), 1_000);

        assertRefused(Refusal.UNPAYABLE_HERE, () -> wallet.pay(buyer, elsewhere.encoded()));
        assertThat(wallet.held(buyer)).isZero();
    }

    @Test
    void anInvoiceForAnotherNetworkIsRefused() {
        Invoice mainnet =
                Bolt11.encode(
                        InvoiceDraft.of(Network.MAINNET, Preimage.random().hash(), "tea")
                                .withAmount(Msat.of(1)),
                        Preimage.random().value().toBytes());

        assertRefused(Refusal.WRONG_NETWORK, () -> wallet.pay(buyer, mainnet.encoded()));
    }

    @Test
    void theAmountHasToFitTheInvoice() {
        WalletInvoice named = wallet.invoice(provider, 1_000);
        WalletInvoice open = wallet.invoice(provider, Optional.empty(), Duration.ofHours(1));

        assertRefused(
                Refusal.AMOUNT_MISMATCH,
                () -> wallet.paying(buyer, order(named, 999), none(), key("a")).block());
        assertRefused(
                Refusal.AMOUNT_MISMATCH,
                () -> wallet.paying(buyer, order(open, 0), none(), key("b")).block());
        assertRefused(Refusal.AMOUNT_MISMATCH, () -> wallet.pay(buyer, open.bolt11()));
        assertThat(
                        TestWallet.block(
                                        wallet.paying(buyer, order(named, 1_000), none(), key("c")))
                                .state())
                .isEqualTo(PaymentState.SETTLED);
    }

    @Test
    void anAccountMayPayItself() {
        WalletInvoice invoice = wallet.invoice(buyer, 5_000);

        assertThat(wallet.pay(buyer, invoice.bolt11()).state()).isEqualTo(PaymentState.SETTLED);
        assertThat(wallet.available(buyer)).isEqualTo(100_000);
    }

    @Test
    void aBudgetHoldsWhateverTheBalance() {
        Optional<SpendingLimit> limit =
                Optional.of(new SpendingLimit(Msat.of(30_000), Duration.ofHours(1)));
        TestWallet.block(
                wallet.paying(buyer, order(wallet.invoice(provider, 20_000)), limit, key("a")));

        assertRefused(
                Refusal.OVER_BUDGET,
                () ->
                        wallet.paying(
                                        buyer,
                                        order(wallet.invoice(provider, 10_001)),
                                        limit,
                                        key("b"))
                                .block());
        assertThat(
                        TestWallet.block(
                                        wallet.paying(
                                                buyer,
                                                order(wallet.invoice(provider, 10_000)),
                                                limit,
                                                key("c")))
                                .state())
                .isEqualTo(PaymentState.SETTLED);
    }

    @Test
    void aBudgetComesBackWhenItsPeriodIsOver() {
        Optional<SpendingLimit> limit =
                Optional.of(new SpendingLimit(Msat.of(1_000), Duration.ofSeconds(1)));
        TestWallet.block(
                wallet.paying(buyer, order(wallet.invoice(provider, 1_000)), limit, key("a")));
        PayOrder next = order(wallet.invoice(provider, 1_000));

        Awaitility.await()
                .ignoreExceptionsInstanceOf(Refused.class)
                .until(() ->
                        TestWallet.block(wallet.paying(buyer, next, limit, key("b"))).state()
                                == PaymentState.SETTLED);
    }

    private WalletInvoice found(WalletInvoice invoice) {
        return TestWallet.block(wallet.invoices.find(provider, invoice.hash()));
    }

    private Payment pay(Account payer, WalletInvoice invoice, KeyedRequest request) {
        return TestWallet.block(wallet.paying(payer, order(invoice), none(), request));
    }

    private static PayOrder order(WalletInvoice invoice) {
        return TestWallet.order(Bolt11.decode(invoice.bolt11()));
    }

    private static PayOrder order(WalletInvoice invoice, long msat) {
        return new PayOrder(
                Bolt11.decode(invoice.bolt11()), Optional.of(Msat.of(msat)), Optional.empty(), "");
    }

    private static Optional<SpendingLimit> none() {
        return Optional.empty();
    }

    private static KeyedRequest key(String idempotencyKey, Object... body) {
        return KeyedRequest.of("api-key", "payment", idempotencyKey, body);
    }

    static void assertRefused(Refusal refusal, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.refusal()).isEqualTo(refusal));
    }
}
