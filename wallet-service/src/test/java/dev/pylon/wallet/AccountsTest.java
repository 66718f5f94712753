package dev.pylon.wallet;

import static dev.pylon.wallet.InternalPaymentsTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pylon.lightning.Network;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.account.AccountName;
import dev.pylon.wallet.account.Accounts;
import dev.pylon.wallet.account.Funding;
import dev.pylon.wallet.account.SpendingLimit;
import dev.pylon.wallet.backend.InvoiceRequest;
import dev.pylon.wallet.backend.ledger.LedgerBackend;
import dev.pylon.wallet.history.HistoryLine;
import dev.pylon.wallet.invoice.InvoiceState;
import dev.pylon.wallet.invoice.WalletInvoice;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.RequestKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Accounts, money given to them, invoices, refunds and what the history says of all that. */
class AccountsTest {
    private TestWallet wallet;
    private Account buyer;
    private Account provider;

    @BeforeEach
    void open() {
        wallet = TestWallet.ledger();
        buyer = wallet.funded("buyer", 10_000);
        provider = wallet.account("provider");
    }

    @AfterEach
    void everythingAddsUp() {
        assertThat(wallet.audit().allIsWell()).isTrue();
        wallet.close();
    }

    @Test
    void anAccountIsTheSameHoweverOftenItIsNamed() {
        Accounts others = new Accounts(wallet.database);

        assertThat(TestWallet.block(others.named(new AccountName("buyer")))).isEqualTo(buyer);
        assertThat(wallet.account("buyer")).isSameAs(buyer);
        assertThat(
                        Flux.range(0, 20)
                                .flatMap(n -> others.named(new AccountName("new")), 20)
                                .distinct()
                                .count()
                                .block(TestWallet.LIMIT))
                .isOne();
    }

    @Test
    void anAccountsNameIsPlain() {
        assertRefused(Refusal.INVALID_REQUEST, () -> new AccountName("Buyer"));
        assertRefused(Refusal.INVALID_REQUEST, () -> new AccountName(""));
        assertRefused(Refusal.INVALID_REQUEST, () -> new AccountName("a".repeat(65)));
        assertThat(new AccountName("agent-7.x_y")).hasToString("agent-7.x_y");
    }

    @Test
    void allAccountsAreListed() {
        assertThat(Objects.requireNonNull(wallet.accounts.balances().collectList().block()))
                .extracting(balance -> balance.account().value(), balance -> balance.available())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("buyer", Msat.of(10_000)),
                        org.assertj.core.groups.Tuple.tuple("provider", Msat.ZERO));
    }

    @Test
    void fundingTwiceWithOneKeyFundsOnce() {
        KeyedRequest request = KeyedRequest.of("key", "fund", "once", "provider", 500);

        wallet.funding.give(provider, Msat.of(500), request).block();
        wallet.funding.give(provider, Msat.of(500), request).block();

        assertThat(wallet.available(provider)).isEqualTo(500);
    }

    @Test
    void fundingIsForRegtestOnly() {
        for (Network network : List.of(Network.MAINNET, Network.SIGNET, Network.TESTNET)) {
            Funding funding =
                    new Funding(
                            network,
                            wallet.database,
                            wallet.transaction,
                            wallet.ledger,
                            wallet.keys);
            assertRefused(
                    Refusal.REGTEST_ONLY,
                    () ->
                            funding.give(buyer, Msat.of(1), TestWallet.request("fund"))
                                    .block(TestWallet.LIMIT));
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> new LedgerBackend(network, wallet.database, Clock.systemUTC()))
                    .withMessageContaining("regtest only");
        }
    }

    @Test
    void nobodyGetsMoreThanThereWillEverBe() {
        assertRefused(
                Refusal.INVALID_REQUEST,
                () ->
                        wallet.funding
                                .give(buyer, Msat.of(Msat.MAX_VALUE), TestWallet.request("fund"))
                                .block());
        assertRefused(
                Refusal.INVALID_REQUEST,
                () -> wallet.funding.give(buyer, Msat.ZERO, TestWallet.request("fund")).block());
    }

    @Test
    void anInvoiceIsCheckedBeforeItIsMade() {
        for (InvoiceRequest wrong :
                List.of(
                        new InvoiceRequest(Optional.of(Msat.ZERO), "x", Duration.ofHours(1)),
                        new InvoiceRequest(Optional.empty(), "é".repeat(320), Duration.ofHours(1)),
                        new InvoiceRequest(Optional.empty(), "a\0b", Duration.ofHours(1)),
                        new InvoiceRequest(Optional.empty(), "x", Duration.ZERO),
                        new InvoiceRequest(Optional.empty(), "x", Duration.ofDays(366)))) {
            assertRefused(
                    Refusal.INVALID_REQUEST,
                    () ->
                            wallet.invoices
                                    .create(provider, wrong, TestWallet.request("invoice"))
                                    .block());
        }
    }

    @Test
    void theNodeKeyIsMadeOnceAndSharedByReplicas() {
        WalletInvoice first = wallet.invoice(provider, 1);
        try (TestWallet replica = TestWallet.on(wallet.test, TestWallet::ledgerBackend)) {
            WalletInvoice second = replica.invoice(provider, 1);

            assertThat(dev.pylon.lightning.Bolt11.decode(second.bolt11()).payee())
                    .isEqualTo(dev.pylon.lightning.Bolt11.decode(first.bolt11()).payee());
        }
    }

    @Test
    void aRefundReturnsAllToThePayerOnce() {
        WalletInvoice invoice = wallet.invoice(provider, 4_000);
        wallet.pay(buyer, invoice.bolt11());

        WalletInvoice refunded = refund(invoice, "inference failed");

        assertThat(refunded.state()).isEqualTo(InvoiceState.REFUNDED);
        assertThat(refund(invoice, "again").state()).isEqualTo(InvoiceState.REFUNDED);
        assertThat(wallet.available(buyer)).isEqualTo(10_000);
        assertThat(wallet.available(provider)).isZero();
    }

    @Test
    void nothingIsRefundedThatWasNotReceived() {
        WalletInvoice open = wallet.invoice(provider, 4_000);

        assertRefused(Refusal.NOT_REFUNDABLE, () -> refund(open, "x"));
    }

    @Test
    void onlyThePayeeRefunds() {
        WalletInvoice invoice = wallet.invoice(provider, 4_000);
        wallet.pay(buyer, invoice.bolt11());

        assertThat(
                        wallet.refunds
                                .refund(buyer, invoice.hash(), "x", TestWallet.request("refund"))
                                .blockOptional())
                .isEmpty();
        assertThat(wallet.available(provider)).isEqualTo(4_000);
    }

    @Test
    void aPayeeWithoutTheMoneyCannotRefundYet() {
        WalletInvoice invoice = wallet.invoice(provider, 4_000);
        wallet.pay(buyer, invoice.bolt11());
        wallet.pay(provider, wallet.invoice(buyer, 1).bolt11());

        assertRefused(Refusal.INSUFFICIENT_FUNDS, () -> refund(invoice, "x"));
        assertThat(wallet.available(provider)).isEqualTo(3_999);

        wallet.funded("provider", 1);
        assertThat(refund(invoice, "x").state()).isEqualTo(InvoiceState.REFUNDED);
    }

    @Test
    void theHistoryTellsBothSides() {
        WalletInvoice invoice = wallet.invoice(provider, 4_000);
        WalletInvoice unpaid = wallet.invoice(provider, 1_000);
        wallet.pay(buyer, invoice.bolt11());
        refund(invoice, "inference failed");

        assertThat(history(buyer))
                .extracting(line -> line.kind() + " " + line.direction() + " " + line.status())
                .containsExactly("refund in done", "payment out done", "fund in done");
        assertThat(history(provider))
                .extracting(line -> line.kind() + " " + line.direction() + " " + line.status())
                .containsExactly("refund out done", "invoice in pending", "invoice in done");
        assertThat(history(provider).get(1).hash()).contains(unpaid.hash());
        assertThat(history(buyer).getFirst().description()).isEqualTo("inference failed");
    }

    @Test
    void aLongHistoryIsReadByItsIndexes() {
        wallet.execute("ANALYZE");
        wallet.execute("SET enable_seqscan = off");
        String plan =
                Objects.requireNonNull(
                        wallet.database
                                .sql(
                                        """
                                        EXPLAIN SELECT * FROM history WHERE account_id = 1 AND entry_id < 1000
                                        ORDER BY entry_id DESC LIMIT 50\
                                        """)
                                .map((row, metadata) -> row.get(0, String.class))
                                .all()
                                .reduce((a, b) -> a + "\n" + b)
                                .block());

        assertThat(plan).contains("Merge Append").doesNotContain("Seq Scan");
    }

    @Test
    void aKeyIsNeitherEmptyNorEndless() {
        assertRefused(Refusal.INVALID_REQUEST, () -> KeyedRequest.of("k", "r", " "));
        assertRefused(Refusal.INVALID_REQUEST, () -> KeyedRequest.of("k", "r", "x".repeat(256)));
    }

    @Test
    void bodiesThatLookAlikeAreTold() {
        assertThat(KeyedRequest.of("k", "r", "i", "a", "b").bodyHash())
                .isNotEqualTo(KeyedRequest.of("k", "r", "i", "ab", "").bodyHash());
        assertThat(KeyedRequest.of("k", "r", "i", new Object[] {null}).bodyHash())
                .isNotEqualTo(KeyedRequest.of("k", "r", "i", "").bodyHash());
        assertThat(KeyedRequest.of("k", "r", "i", Msat.of(5)).bodyHash())
                .isEqualTo(KeyedRequest.of("k", "r", "i", Msat.of(5)).bodyHash());
    }

    @Test
    void keysOfOneCallerAreNotThoseOfAnother() {
        RequestKeys keys = wallet.keys;
        KeyedRequest mine = KeyedRequest.of("mine", "fund", "x", 1);
        KeyedRequest theirs = KeyedRequest.of("theirs", "fund", "x", 2);
        KeyedRequest elsewhere = KeyedRequest.of("mine", "pay", "x", 3);

        assertThat(keys.claim(mine).block()).isNotEqualTo(keys.claim(theirs).block());
        assertThat(keys.claim(elsewhere).block()).isNotNull();
        assertThat(keys.find(theirs).block()).isNotNull();
    }

    @Test
    void aBudgetSlidesInSixtieths() {
        SpendingLimit day = new SpendingLimit(Msat.of(1), Duration.ofDays(1));
        Instant noon = Instant.parse("2026-01-02T12:10:00Z");

        assertThat(day.sliceAt(noon)).isEqualTo(Instant.parse("2026-01-02T12:00:00Z"));
        assertThat(day.firstSlice(noon)).isEqualTo(Instant.parse("2026-01-01T12:00:00Z"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpendingLimit(Msat.of(1), Duration.ofMillis(999)));
    }

    private WalletInvoice refund(WalletInvoice invoice, String reason) {
        return TestWallet.block(
                wallet.refunds.refund(
                        provider, invoice.hash(), reason, TestWallet.request("refund")));
    }

    private List<HistoryLine> history(Account account) {
        return TestWallet.block(
                wallet.history.before(account, Optional.empty(), 100).collectList());
    }
}
