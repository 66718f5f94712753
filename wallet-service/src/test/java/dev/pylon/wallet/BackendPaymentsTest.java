package dev.pylon.wallet;

import static dev.pylon.wallet.InternalPaymentsTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.lightning.Bolt11;
import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.account.Requester;
import dev.pylon.wallet.account.SpendingLimit;
import dev.pylon.wallet.alarm.Alarm;
import dev.pylon.wallet.backend.FailureReason;
import dev.pylon.wallet.backend.PaymentOutcome;
import dev.pylon.wallet.invoice.WalletInvoice;
import dev.pylon.wallet.payment.PayOrder;
import dev.pylon.wallet.payment.Payment;
import dev.pylon.wallet.payment.PaymentState;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Payments through a node that fails, is silent, is late, lies and dies. */
class BackendPaymentsTest {
    private static final long AMOUNT = 1_000_000;

    /** One per cent of the amount. */
    private static final long RESERVE = 10_000;

    private static final long FUNDS = 5_000_000;

    /**
     * Long enough to be accepted first: an invoice's times are whole seconds, so it loses up to one
     * of them.
     */
    private static final Duration BRIEF = Duration.ofSeconds(5);

    private final ScriptedBackend backend = new ScriptedBackend();
    private final Preimage preimage = Preimage.random();
    private final Invoice invoice = ScriptedBackend.foreignInvoice(preimage, AMOUNT);
    private final PaymentOutcome settled = new PaymentOutcome.Settled(preimage, Msat.of(1_234));
    private final PaymentOutcome failed =
            new PaymentOutcome.Failed(FailureReason.NO_ROUTE, "There is no way to the payee.");
    private TestWallet wallet;
    private Account buyer;

    @BeforeEach
    void open() {
        backend.holds = Msat.of(FUNDS);
        wallet = TestWallet.with(backend).started();
        buyer = wallet.funded("buyer", FUNDS);
    }

    @AfterEach
    void everythingAddsUp() {
        assertThat(wallet.count("SELECT sum(balance_msat)::bigint FROM book")).isZero();
        assertThat(wallet.count("SELECT " + drifted())).isZero();
        wallet.close();
    }

    @Test
    void aSettledPaymentCostsWhatItCostAndReturnsTheRest() {
        backend.onPay = any -> answer(settled);

        Payment payment = wallet.pay(buyer, invoice.encoded());

        assertThat(payment.state()).isEqualTo(PaymentState.SETTLED);
        assertThat(payment.internal()).isFalse();
        assertThat(payment.preimage()).contains(preimage);
        assertThat(payment.fee()).contains(Msat.of(1_234));
        assertThat(wallet.available(buyer)).isEqualTo(FUNDS - AMOUNT - 1_234);
        assertThat(wallet.held(buyer)).isZero();
        backend.holds = Msat.of(FUNDS - AMOUNT - 1_234);
        assertThat(wallet.audit().allIsWell()).isTrue();
    }

    @Test
    void theBackendHearsOfItOnlyAfterTheMoneyIsHeld() {
        backend.onPay =
                any ->
                        wallet.accounts
                                .balance(buyer)
                                .map(balance ->
                                        balance.held().value() == AMOUNT + RESERVE
                                                ? settled
                                                : failed);

        assertThat(wallet.pay(buyer, invoice.encoded()).state()).isEqualTo(PaymentState.SETTLED);
    }

    @Test
    void aProvenFailureReturnsEverything() {
        backend.onPay = any -> answer(failed);

        Payment payment = wallet.pay(buyer, invoice.encoded());

        assertThat(payment.state()).isEqualTo(PaymentState.FAILED);
        assertThat(payment.failureCode()).contains("no-route");
        assertThat(payment.preimage()).isEmpty();
        assertUntouched();
    }

    @Test
    void anInvoiceCanBeTriedAgainAfterAProvenFailureOnly() {
        backend.onPay = any -> answer(failed);
        wallet.pay(buyer, invoice.encoded());
        backend.onPay = any -> answer(settled);

        assertThat(wallet.pay(buyer, invoice.encoded()).state()).isEqualTo(PaymentState.SETTLED);
        assertThat(wallet.pay(buyer, invoice.encoded()).state()).isEqualTo(PaymentState.SETTLED);
        assertThat(backend.paid).hasSize(2);
        assertThat(wallet.available(buyer)).isEqualTo(FUNDS - AMOUNT - 1_234);
    }

    @Test
    void anErrorIsNoFailure() {
        backend.onPay = any -> Mono.error(new IllegalStateException("connection reset"));

        Payment payment = wallet.pay(buyer, invoice.encoded());

        assertThat(payment.state()).isEqualTo(PaymentState.UNKNOWN);
        assertStillHeld();
        becomes(settled, PaymentState.SETTLED);
    }

    @Test
    void anEmptyAnswerIsNoFailure() {
        backend.onPay = any -> Mono.empty();

        assertThat(wallet.pay(buyer, invoice.encoded()).state()).isEqualTo(PaymentState.UNKNOWN);
        assertStillHeld();
        becomes(failed, PaymentState.FAILED);
        assertUntouched();
    }

    @Test
    void silenceIsNoFailure() {
        backend.onPay = any -> Mono.never();

        assertThat(wallet.pay(buyer, invoice.encoded()).state()).isEqualTo(PaymentState.UNKNOWN);
        assertStillHeld();
        becomes(settled, PaymentState.SETTLED);
        assertThat(backend.paid).hasSize(1);
        assertThat(wallet.available(buyer)).isEqualTo(FUNDS - AMOUNT - 1_234);
    }

    @Test
    void anUnknownPaymentIsNeverSentAgain() {
        backend.onPay = any -> answer(new PaymentOutcome.Unknown("in flight"));
        Payment first = wallet.pay(buyer, invoice.encoded());

        Payment second = wallet.pay(buyer, invoice.encoded());

        assertThat(second.entry()).isEqualTo(first.entry());
        await().until(() -> backend.lookedUp.size() > 5);
        assertThat(backend.paid).hasSize(1);
        assertStillHeld();
        becomes(failed, PaymentState.FAILED);
    }

    @Test
    void lookUpsThatFailChangeNothing() {
        backend.onPay = any -> answer(new PaymentOutcome.Unknown("in flight"));
        backend.onLookUp = any -> Mono.error(new IllegalStateException("down"));
        wallet.pay(buyer, invoice.encoded());

        await().until(() -> backend.lookedUp.size() > 3);

        assertStillHeld();
        becomes(settled, PaymentState.SETTLED);
    }

    @Test
    void aWrongPreimageProvesNothing() {
        backend.onPay = any -> answer(new PaymentOutcome.Settled(Preimage.random(), Msat.of(1)));

        Payment payment = wallet.pay(buyer, invoice.encoded());

        assertThat(payment.state()).isEqualTo(PaymentState.UNKNOWN);
        assertThat(wallet.alarms.count(Alarm.WRONG_PREIMAGE)).isOne();
        assertStillHeld();
        becomes(settled, PaymentState.SETTLED);
    }

    @Test
    void anAnswerThatComesTooLateIsFoundByLookingUp() {
        Sinks.One<PaymentOutcome> late = Sinks.one();
        backend.onPay = any -> late.asMono();
        wallet.pay(buyer, invoice.encoded());
        assertStillHeld();

        late.tryEmitValue(settled);

        becomes(settled, PaymentState.SETTLED);
        assertThat(backend.paid).hasSize(1);
    }

    @Test
    void aSettlementAfterAFailureGoesToSuspenseWithAnAlarm() {
        backend.onPay = any -> answer(failed);
        wallet.pay(buyer, invoice.encoded());
        assertUntouched();

        becomes(settled, PaymentState.SETTLED_LATE);

        assertUntouched();
        assertThat(wallet.alarms.count(Alarm.LATE_SETTLEMENT)).isOne();
        assertThat(wallet.count("SELECT balance_msat FROM book WHERE kind = 'suspense'"))
                .isEqualTo(-AMOUNT - 1_234);
        assertThat(found().preimage()).contains(preimage);
        backend.holds = Msat.of(FUNDS - AMOUNT - 1_234);
        assertThat(wallet.audit().allIsWell()).isTrue();
    }

    @Test
    void aFeeAboveTheLimitIsTheWalletsLossNotThePayers() {
        backend.onPay = any -> answer(new PaymentOutcome.Settled(preimage, Msat.of(12_000)));

        wallet.pay(buyer, invoice.encoded());

        assertThat(wallet.available(buyer)).isEqualTo(FUNDS - AMOUNT - RESERVE);
        assertThat(wallet.count("SELECT balance_msat FROM book WHERE kind = 'routing-fees'"))
                .isEqualTo(-2_000);
        assertThat(wallet.alarms.count(Alarm.FEE_OVER_LIMIT)).isOne();
    }

    @Test
    void thePayersOwnFeeLimitIsHeldInstead() {
        backend.onPay = any -> Mono.never();
        PayOrder order = new PayOrder(invoice, Optional.empty(), Optional.of(Msat.of(77)), "memo");

        TestWallet.block(
                wallet.paying(buyer, order, Optional.empty(), TestWallet.request("payment")));

        assertThat(wallet.held(buyer)).isEqualTo(AMOUNT + 77);
    }

    @Test
    void anExpiredInvoiceIsStillUnknownOnceItWasSent() {
        Invoice brief = ScriptedBackend.foreignInvoice(preimage, AMOUNT, BRIEF);
        backend.onPay = any -> Mono.never();
        wallet.pay(buyer, brief.encoded());

        await().until(() -> Instant.now().isAfter(brief.expiresAt()));
        Awaitility.await().pollDelay(Duration.ofMillis(500)).untilAsserted(this::assertStillHeld);
        becomes(settled, PaymentState.SETTLED);
    }

    @Test
    void theFeeReserveCountsAgainstTheBudgetUntilItIsKnown() {
        Optional<SpendingLimit> limit =
                Optional.of(new SpendingLimit(Msat.of(AMOUNT + RESERVE), Duration.ofHours(1)));
        Requester requester = new Requester("key", buyer.name(), limit);
        backend.onPay = any -> Mono.never();
        TestWallet.block(wallet.paying(buyer, TestWallet.order(invoice), limit, key("a")));
        assertThat(wallet.budgets.left(requester).block(TestWallet.LIMIT)).isEqualTo(Msat.ZERO);
        Invoice other = ScriptedBackend.foreignInvoice(Preimage.random(), 1);
        assertRefused(
                Refusal.OVER_BUDGET,
                () ->
                        wallet.paying(buyer, TestWallet.order(other), limit, key("b"))
                                .block(TestWallet.LIMIT));

        becomes(settled, PaymentState.SETTLED);

        assertThat(wallet.budgets.left(requester).block(TestWallet.LIMIT))
                .isEqualTo(Msat.of(RESERVE - 1_234));
    }

    @Test
    void aFailureGivesTheBudgetBack() {
        Optional<SpendingLimit> limit =
                Optional.of(new SpendingLimit(Msat.of(AMOUNT + RESERVE), Duration.ofHours(1)));
        backend.onPay = any -> answer(failed);

        TestWallet.block(wallet.paying(buyer, TestWallet.order(invoice), limit, key("a")));

        assertThat(
                        wallet.budgets
                                .left(new Requester("key", buyer.name(), limit))
                                .block(TestWallet.LIMIT))
                .isEqualTo(Msat.of(AMOUNT + RESERVE));
    }

    @Test
    void fundsHaveToCoverTheFeeReserveToo() {
        Invoice all = ScriptedBackend.foreignInvoice(Preimage.random(), FUNDS);

        assertRefused(Refusal.INSUFFICIENT_FUNDS, () -> wallet.pay(buyer, all.encoded()));
        assertThat(backend.paid).isEmpty();
    }

    @Test
    void fiftyPaymentsOfOneInvoiceAreSentOnce() {
        backend.onPay = any -> answer(settled).delayElement(Duration.ofMillis(50));

        List<Payment> payments =
                TestWallet.block(
                        Flux.range(0, 50)
                                .flatMap(
                                        number ->
                                                wallet.paying(buyer, invoice.encoded())
                                                        .subscribeOn(Schedulers.parallel()),
                                        50)
                                .collectList());

        assertThat(backend.paid).hasSize(1);
        assertThat(payments.stream().map(Payment::entry).distinct()).hasSize(1);
        await().until(() -> found().state() == PaymentState.SETTLED);
        assertThat(wallet.available(buyer)).isEqualTo(FUNDS - AMOUNT - 1_234);
    }

    @Test
    void manyPaymentsAtOnceAllEnd() {
        backend.onPay = any -> answer(failed).delayElement(Duration.ofMillis(20));
        List<Invoice> invoices =
                IntStream.range(0, 40)
                        .mapToObj(
                                number -> ScriptedBackend.foreignInvoice(Preimage.random(), 1_000))
                        .toList();

        List<Payment> payments =
                TestWallet.block(
                        Flux.fromIterable(invoices)
                                .flatMap(each -> wallet.paying(buyer, each.encoded()), 40)
                                .collectList());

        assertThat(payments).hasSize(40);
        await().untilAsserted(this::assertUntouched);
        assertThat(backend.paid).hasSize(40);
    }

    @Test
    void aCrashBeforeSendingLosesNothing() {
        wallet.module.queue().stop();
        backend.onPay = any -> answer(settled);
        Payment held = wallet.pay(buyer, invoice.encoded());
        assertThat(held.state()).isEqualTo(PaymentState.HELD);
        assertThat(backend.paid).isEmpty();

        try (TestWallet next = TestWallet.beside(wallet).started()) {
            await().until(() -> found().state() == PaymentState.SETTLED);
        }
        assertThat(backend.paid).hasSize(1);
    }

    @Test
    void aCrashWhileSendingIsLookedUpNotSentAgain() {
        backend.onPay = any -> Mono.never();
        Mono<Payment> paying = wallet.paying(buyer, invoice.encoded()).cache();
        paying.subscribe(paid -> {}, stopped -> {});
        await().until(() -> found().state() == PaymentState.SENDING);
        wallet.module.queue().stop();
        assertThat(found().state()).isEqualTo(PaymentState.SENDING);

        backend.onPay = any -> answer(settled);
        backend.onLookUp = any -> answer(settled);
        try (TestWallet next = TestWallet.beside(wallet).started()) {
            await().until(() -> found().state() == PaymentState.SETTLED);
        }
        assertThat(backend.paid).hasSize(1);
    }

    @Test
    void whatIsUnknownIsLookedUpAtEveryStart() {
        backend.onPay = any -> answer(new PaymentOutcome.Unknown("in flight"));
        wallet.pay(buyer, invoice.encoded());
        wallet.module.queue().stop();
        wallet.execute("UPDATE payment SET next_at = now() + interval '1 day'");
        int before = backend.lookedUp.size();

        try (TestWallet next = TestWallet.beside(wallet).started()) {
            await().until(() -> backend.lookedUp.size() > before);
        }
        assertThat(backend.paid).hasSize(1);
    }

    @Test
    void twoReplicasShareTheWorkAndSendOnce() {
        backend.onPay = any -> answer(failed).delayElement(Duration.ofMillis(5));
        List<Invoice> invoices =
                IntStream.range(0, 30)
                        .mapToObj(
                                number -> ScriptedBackend.foreignInvoice(Preimage.random(), 1_000))
                        .toList();
        try (TestWallet other = TestWallet.beside(wallet).started()) {
            TestWallet.block(
                    Flux.fromIterable(invoices)
                            .flatMap(each -> wallet.paying(buyer, each.encoded()), 30)
                            .collectList());
            await().untilAsserted(this::assertUntouched);
        }

        assertThat(backend.paid).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void lookUpsThatFindNothingKeepNoPaymentFromLeaving() {
        backend.onPay = any -> answer(failed);
        for (int i = 0; i < 15; i++) {
            wallet.pay(buyer, ScriptedBackend.foreignInvoice(Preimage.random(), 1_000).encoded());
        }
        await().until(() -> backend.lookedUp.size() > 3 * TestWallet.TIGHT.breakerWindow());
        backend.onPay = any -> answer(settled);

        assertThat(wallet.pay(buyer, invoice.encoded()).state()).isEqualTo(PaymentState.SETTLED);
        assertThat(refusedByBreaker()).isZero();
    }

    private double refusedByBreaker() {
        return wallet.metrics
                .get("resilience4j.circuitbreaker.not.permitted.calls")
                .tag("name", "wallet-scripted-payments")
                .counter()
                .count();
    }

    @Test
    void aBackendThatIsDownKeepsPaymentsWaitingAndGivesThemUpUnsent() {
        backend.onPay = any -> Mono.error(new IllegalStateException("down"));
        backend.onLookUp = any -> answer(failed);
        TestWallet.block(
                Flux.range(0, 60)
                        .map(any -> ScriptedBackend.foreignInvoice(Preimage.random(), 1_000))
                        .flatMap(each -> wallet.paying(buyer, each.encoded()), 60)
                        .collectList());

        await().untilAsserted(() ->
                assertThat(wallet.count("SELECT count(*) FROM payment WHERE finished_at IS NULL"))
                        .isZero());
        assertThat(refusedByBreaker()).isPositive();
        long unsent =
                wallet.count(
                        "SELECT count(*) FROM payment WHERE failure_code = 'backend-unavailable'");
        assertThat(unsent).isPositive();
        assertThat(backend.paid).hasSize((int) (60 - unsent)).doesNotHaveDuplicates();
        assertUntouched();
    }

    @Test
    void aHeldPaymentWhoseInvoiceExpiresIsGivenBack() {
        wallet.module.queue().stop();
        Invoice brief = ScriptedBackend.foreignInvoice(preimage, AMOUNT, BRIEF);
        wallet.pay(buyer, brief.encoded());
        assertThat(wallet.held(buyer)).isEqualTo(AMOUNT + RESERVE);

        wallet.module.queue().start();
        await().until(() -> found().state() != PaymentState.HELD);

        assertThat(found().state()).isEqualTo(PaymentState.FAILED);
        assertThat(found().failureCode()).contains("invoice-expired");
        assertThat(backend.paid).isEmpty();
        assertUntouched();
    }

    @Test
    void ownInvoicesArePaidWithoutTheBackendAndItsCopyIsCancelled() {
        Account provider = wallet.account("provider");
        WalletInvoice own = wallet.invoice(provider, 5_000);

        Payment payment = wallet.pay(buyer, own.bolt11());

        assertThat(payment.internal()).isTrue();
        assertThat(backend.paid).isEmpty();
        await().untilAsserted(() -> assertThat(backend.cancelled).containsExactly(own.hash()));
    }

    @Test
    void anOwnInvoiceWhosePreimageTheBackendKeepsCannotBePaidHere() {
        backend.tellsPreimages = false;
        WalletInvoice own = wallet.invoice(wallet.account("provider"), 5_000);

        assertRefused(Refusal.UNPAYABLE_HERE, () -> wallet.pay(buyer, own.bolt11()));
    }

    @Test
    void anotherAccountCannotJoinAPaymentUnderWay() {
        backend.onPay = any -> Mono.never();
        wallet.pay(buyer, invoice.encoded());
        Account other = wallet.funded("other", FUNDS);

        assertRefused(Refusal.ALREADY_PAID, () -> wallet.pay(other, invoice.encoded()));
    }

    @Test
    void outcomesAreCounted() {
        backend.onPay = any -> answer(settled);
        wallet.pay(buyer, invoice.encoded());

        await().untilAsserted(() ->
                assertThat(
                                wallet.metrics
                                        .get("wallet.payments")
                                        .tag("outcome", "settled")
                                        .tag("path", "backend")
                                        .counter()
                                        .count())
                        .isEqualTo(1));
    }

    /** From now on the backend knows this of it, and soon so do we. */
    private void becomes(PaymentOutcome outcome, PaymentState state) {
        backend.onLookUp = any -> answer(outcome);
        await().until(() -> found().state() == state);
    }

    private Payment found() {
        return wallet.module
                .payments()
                .find(buyer, invoice.paymentHash())
                .blockOptional(TestWallet.LIMIT)
                .orElseGet(this::placeholder);
    }

    /** While the request is still being written. */
    private Payment placeholder() {
        return new Payment(
                new dev.pylon.wallet.request.EntryNumber(0),
                buyer.id(),
                new PaymentHash(preimage.hash().value()),
                invoice.encoded(),
                Msat.ZERO,
                Msat.ZERO,
                false,
                PaymentState.HELD,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                invoice.createdAt(),
                invoice.expiresAt(),
                Optional.empty(),
                Optional.empty(),
                0,
                0);
    }

    private void assertStillHeld() {
        assertThat(wallet.held(buyer)).isEqualTo(AMOUNT + RESERVE);
        assertThat(wallet.available(buyer)).isEqualTo(FUNDS - AMOUNT - RESERVE);
    }

    private void assertUntouched() {
        assertThat(wallet.held(buyer)).isZero();
        assertThat(wallet.available(buyer)).isEqualTo(FUNDS);
    }

    private static Mono<PaymentOutcome> answer(PaymentOutcome outcome) {
        return Mono.just(outcome);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20));
    }

    private static KeyedRequest key(String idempotencyKey) {
        return KeyedRequest.of("key", "payment", idempotencyKey);
    }

    private static String drifted() {
        return """
        count(*) FROM book LEFT JOIN (SELECT book_id, sum(amount_msat) AS total FROM posting GROUP BY book_id) p
        ON p.book_id = book.id WHERE balance_msat <> coalesce(p.total, 0)\
        """;
    }

    @Test
    void readsTheInvoiceItIsGivenToTheNode() {
        backend.onPay =
                given ->
                        given.equals(Bolt11.decode(invoice.encoded()))
                                ? answer(settled)
                                : answer(failed);

        assertThat(wallet.pay(buyer, invoice.encoded()).state()).isEqualTo(PaymentState.SETTLED);
    }
}
