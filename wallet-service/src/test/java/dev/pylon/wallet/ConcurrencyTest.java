package dev.pylon.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.lightning.Bolt11;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.account.SpendingLimit;
import dev.pylon.wallet.invoice.WalletInvoice;
import dev.pylon.wallet.payment.Payment;
import dev.pylon.wallet.payment.PaymentState;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Many at once, on a real database: never twice, never too much, never stuck. */
class ConcurrencyTest {
    private TestWallet wallet;
    private Account provider;

    @BeforeEach
    void open() {
        wallet = TestWallet.ledger();
        provider = wallet.account("provider");
    }

    @AfterEach
    void everythingAddsUp() {
        assertThat(wallet.audit().allIsWell()).isTrue();
        wallet.close();
    }

    @Test
    void fiftyPaymentsOfOneInvoiceMoveMoneyOnce() {
        Account buyer = wallet.funded("buyer", 100_000);
        WalletInvoice invoice = wallet.invoice(provider, 10_000);

        List<Result> results = together(50, number -> wallet.paying(buyer, invoice.bolt11()));

        assertThat(results).extracting(Result::settled).containsOnly(true);
        assertThat(results.stream().flatMap(Result::entries).distinct()).hasSize(1);
        assertThat(wallet.available(buyer)).isEqualTo(90_000);
        assertThat(wallet.available(provider)).isEqualTo(10_000);
    }

    @Test
    void fiftyAccountsPayingOneInvoiceMoveMoneyOnce() {
        List<Account> buyers =
                IntStream.range(0, 50)
                        .mapToObj(number -> wallet.funded("buyer-" + number, 10_000))
                        .toList();
        WalletInvoice invoice = wallet.invoice(provider, 10_000);

        List<Result> results =
                together(50, number -> wallet.paying(buyers.get(number), invoice.bolt11()));

        assertThat(results).filteredOn(Result::settled).hasSize(1);
        assertThat(results)
                .filteredOn(result -> !result.settled())
                .allSatisfy(result -> assertThat(result.refusal()).contains(Refusal.ALREADY_PAID));
        assertThat(buyers.stream().mapToLong(wallet::available).sum()).isEqualTo(490_000);
        assertThat(wallet.available(provider)).isEqualTo(10_000);
    }

    @Test
    void twinsWithOneKeyMakeOnePayment() {
        Account buyer = wallet.funded("buyer", 100_000);
        WalletInvoice invoice = wallet.invoice(provider, 10_000);
        KeyedRequest request = KeyedRequest.of("key", "payment", "twin");

        List<Result> results =
                together(
                        30,
                        number ->
                                wallet.paying(
                                        buyer,
                                        TestWallet.order(Bolt11.decode(invoice.bolt11())),
                                        Optional.empty(),
                                        request));

        assertThat(results).extracting(Result::settled).containsOnly(true);
        assertThat(wallet.count("SELECT count(*) FROM payment")).isOne();
    }

    @Test
    void twinsWithOneKeyMakeOneInvoiceAndOneFunding() {
        KeyedRequest invoiceKey = KeyedRequest.of("key", "invoice", "twin");
        KeyedRequest fundKey = KeyedRequest.of("key", "fund", "twin");

        List<WalletInvoice> invoices =
                TestWallet.block(
                        Flux.range(0, 20)
                                .flatMap(
                                        number ->
                                                wallet.invoices
                                                        .create(
                                                                provider,
                                                                new dev.pylon.wallet.backend
                                                                        .InvoiceRequest(
                                                                        Optional.of(Msat.of(5)),
                                                                        "tea",
                                                                        Duration.ofHours(1)),
                                                                invoiceKey)
                                                        .subscribeOn(Schedulers.parallel()),
                                        20)
                                .collectList());
        Flux.range(0, 20)
                .flatMap(
                        number ->
                                wallet.funding
                                        .give(provider, Msat.of(500), fundKey)
                                        .subscribeOn(Schedulers.parallel()),
                        20)
                .blockLast(TestWallet.LIMIT);

        assertThat(invoices).hasSize(20);
        assertThat(invoices.stream().distinct()).hasSize(1);
        assertThat(wallet.count("SELECT count(*) FROM invoice")).isOne();
        assertThat(wallet.available(provider)).isEqualTo(500);
    }

    @Test
    void parallelSpendsNeverOverdraw() {
        Account buyer = wallet.funded("buyer", 10_500);
        List<WalletInvoice> invoices = invoices(40, 1_000);

        List<Result> results =
                together(40, number -> wallet.paying(buyer, invoices.get(number).bolt11()));

        assertThat(results).filteredOn(Result::settled).hasSize(10);
        assertThat(results)
                .filteredOn(result -> !result.settled())
                .allSatisfy(result ->
                        assertThat(result.refusal()).contains(Refusal.INSUFFICIENT_FUNDS));
        assertThat(wallet.available(buyer)).isEqualTo(500);
        assertThat(wallet.available(provider)).isEqualTo(10_000);
    }

    @Test
    void parallelSpendsNeverExceedABudget() {
        Account buyer = wallet.funded("buyer", 1_000_000);
        List<WalletInvoice> invoices = invoices(40, 1_000);
        Optional<SpendingLimit> limit =
                Optional.of(new SpendingLimit(Msat.of(7_999), Duration.ofHours(1)));

        List<Result> results =
                together(
                        40,
                        number ->
                                wallet.paying(
                                        buyer,
                                        TestWallet.order(
                                                Bolt11.decode(invoices.get(number).bolt11())),
                                        limit,
                                        KeyedRequest.of("one-key", "payment", "p" + number)));

        assertThat(results).filteredOn(Result::settled).hasSize(7);
        assertThat(wallet.count("SELECT sum(spent_msat)::bigint FROM budget_spent"))
                .isEqualTo(7_000);
        assertThat(wallet.available(buyer)).isEqualTo(993_000);
    }

    @Test
    void paymentsInAllDirectionsDoNotWaitForEachOtherForever() {
        List<Account> accounts =
                IntStream.range(0, 6)
                        .mapToObj(number -> wallet.funded("account-" + number, 1_000_000))
                        .toList();
        List<WalletInvoice> invoices =
                IntStream.range(0, 150)
                        .mapToObj(number -> wallet.invoice(accounts.get(number % 6), 1_000))
                        .toList();

        List<Result> results =
                together(
                        150,
                        number ->
                                wallet.paying(
                                        accounts.get((number * 5 + number / 6) % 6),
                                        invoices.get(number).bolt11()));

        assertThat(results).extracting(Result::settled).containsOnly(true);
        assertThat(accounts.stream().mapToLong(wallet::available).sum()).isEqualTo(6_000_000);
    }

    @Test
    void aRefundAndItsTwinsReturnMoneyOnce() {
        Account buyer = wallet.funded("buyer", 10_000);
        WalletInvoice invoice = wallet.invoice(provider, 10_000);
        wallet.pay(buyer, invoice.bolt11());

        Flux.range(0, 20)
                .flatMap(
                        number ->
                                wallet.refunds
                                        .refund(
                                                provider,
                                                invoice.hash(),
                                                "failed",
                                                TestWallet.request("refund"))
                                        .subscribeOn(Schedulers.parallel()),
                        20)
                .blockLast(TestWallet.LIMIT);

        assertThat(wallet.available(buyer)).isEqualTo(10_000);
        assertThat(wallet.available(provider)).isZero();
    }

    private List<WalletInvoice> invoices(int count, long msat) {
        return IntStream.range(0, count)
                .mapToObj(number -> wallet.invoice(provider, msat))
                .toList();
    }

    private record Result(Optional<Payment> payment, Optional<Refusal> refusal) {
        boolean settled() {
            return payment.filter(paid -> paid.state() == PaymentState.SETTLED).isPresent();
        }

        Stream<Object> entries() {
            return payment.<Object>map(Payment::entry).stream();
        }
    }

    private static List<Result> together(
            int count, java.util.function.IntFunction<Mono<Payment>> payments) {
        return TestWallet.block(
                Flux.range(0, count)
                        .flatMap(
                                number ->
                                        Mono.defer(() -> payments.apply(number))
                                                .map(payment ->
                                                        new Result(
                                                                Optional.of(payment),
                                                                Optional.empty()))
                                                .onErrorResume(
                                                        Refused.class,
                                                        refused ->
                                                                Mono.just(
                                                                        new Result(
                                                                                Optional.empty(),
                                                                                Optional.of(
                                                                                        refused
                                                                                                .refusal()))))
                                                .subscribeOn(Schedulers.parallel()),
                                count)
                        .collectList());
    }
}
