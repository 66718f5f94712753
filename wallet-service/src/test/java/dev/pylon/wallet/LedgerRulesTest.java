package dev.pylon.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.invoice.WalletInvoice;
import dev.pylon.wallet.ledger.Journal;
import dev.pylon.wallet.ledger.JournalKind;
import dev.pylon.wallet.ledger.WalletBook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that the database holds by itself, whatever a program asks of it. */
class LedgerRulesTest {
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
    void aJournalThatDoesNotSumToZeroIsRefused() {
        assertRefused(
                """
                WITH j AS (INSERT INTO journal (kind, reference) VALUES ('fund', 'x') RETURNING id)
                INSERT INTO posting SELECT j.id, 1, 1, -5 FROM j UNION ALL SELECT j.id, 2, 4, 4 FROM j\
                """,
                "does not sum to zero");
    }

    @Test
    void aJournalWithoutPostingsIsRefused() {
        assertRefused(
                "INSERT INTO journal (kind, reference) VALUES ('fund', 'x')",
                "does not sum to zero");
    }

    @Test
    void aLineAddedToAnOldJournalIsRefused() {
        assertRefused(
                "INSERT INTO posting SELECT max(id), 9, 4, 1 FROM journal", "does not sum to zero");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE journal SET kind = 'refund'",
                "DELETE FROM journal",
                "UPDATE posting SET amount_msat = amount_msat * 2",
                "DELETE FROM posting",
                "UPDATE funding SET amount_msat = 1",
                "DELETE FROM funding"
            })
    void whatIsWrittenStaysWritten(String change) {
        assertRefused(change, "is append-only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE book SET balance_msat = 1000000 WHERE account_id IS NOT NULL",
                "UPDATE book SET balance_msat = balance_msat + 1 WHERE id = 4",
                "DELETE FROM book WHERE id = 3",
                "INSERT INTO book (kind, account_id, balance_msat) SELECT 'held', id, 5 FROM account"
            })
    void aBalanceChangesByPostingsOnly(String change) {
        assertRefused(change, "by postings only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"TRUNCATE journal CASCADE", "TRUNCATE posting", "TRUNCATE book CASCADE"})
    void theBooksAreNeverEmptied(String change) {
        assertRefused(change, "is append-only");
    }

    @Test
    void nobodyIsOverdrawn() {
        Journal tooMuch =
                Journal.of(JournalKind.INTERNAL, "x")
                        .debit(buyer.available(), Msat.of(10_001))
                        .credit(provider.available(), Msat.of(10_001))
                        .done();

        assertThatThrownBy(() ->
                        wallet.transaction
                                .transactional(wallet.ledger.post(tooMuch))
                                .block(TestWallet.LIMIT))
                .hasMessageContaining("book_never_overdrawn");
        assertThat(wallet.available(buyer)).isEqualTo(10_000);
    }

    @Test
    void aJournalIsCheckedBeforeItIsWritten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Journal.of(JournalKind.FUND, "x")
                                .debit(WalletBook.BACKEND.id(), Msat.of(2))
                                .credit(buyer.available(), Msat.of(1))
                                .done())
                .withMessageContaining("sum to zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Journal.of(JournalKind.FUND, "x").done());
    }

    @Test
    void aBookHasToBeLockedBeforeItIsRead() {
        assertThatThrownBy(() ->
                        TestWallet.block(
                                        wallet.transaction.transactional(
                                                wallet.ledger.lock(
                                                        java.util.List.of(buyer.available()))))
                                .of(buyer.held()))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE invoice SET state = 'open'",
                "UPDATE invoice SET amount_msat = 1",
                "UPDATE invoice SET account_id = account_id + 1",
                "UPDATE invoice SET received_msat = 1",
                "DELETE FROM invoice",
                "UPDATE payment SET state = 'failed'",
                "UPDATE payment SET amount_msat = 1",
                "DELETE FROM payment"
            })
    void aPaidInvoiceAndItsPaymentStayAsTheyAre(String change) {
        wallet.pay(buyer, wallet.invoice(provider, 5_000).bolt11());

        assertRefused(change, "does not go from");
    }

    @Test
    void aPaymentIsSettledOnlyByItsPreimage() {
        WalletInvoice invoice = wallet.invoice(provider, 5_000);
        String other = Preimage.random().hex();

        assertRefused(
                """
                INSERT INTO payment (account_id, key_id, payment_hash, bolt11, amount_msat, fee_reserve_msat, internal,
                    memo, state, preimage, fee_msat, end_journal_id, expires_at, sent_at, finished_at)
                SELECT 1, 'k', '\\x%s', 'x', 1, 0, true, '', 'settled', '\\x%s', 0, max(id), now(), now(), now()
                FROM journal\
                """
                        .formatted(invoice.hash().hex(), other),
                "payment_proof");
        assertRefused(
                """
                INSERT INTO payment (account_id, key_id, payment_hash, bolt11, amount_msat, fee_reserve_msat, internal,
                    memo, state, fee_msat, end_journal_id, expires_at, sent_at, finished_at)
                SELECT 1, 'k', '\\x%s', 'x', 1, 0, true, '', 'settled', 0, max(id), now(), now(), now()
                FROM journal\
                """
                        .formatted(invoice.hash().hex()),
                "payment_settled");
    }

    @Test
    void aRefundReturnsNoMoreThanCame() {
        WalletInvoice invoice = wallet.invoice(provider, 5_000);
        wallet.pay(buyer, invoice.bolt11());
        String refund =
                """
                INSERT INTO refund (payment_hash, payee_account_id, payer_account_id, amount_msat, reason, journal_id)
                SELECT '\\x%s', %d, %d, %d, '', max(id) FROM journal\
                """;

        assertRefused(
                refund.formatted(
                        invoice.hash().hex(), provider.id().value(), buyer.id().value(), 5_001),
                "returns what came");
        assertRefused(
                refund.formatted(
                        invoice.hash().hex(), provider.id().value(), provider.id().value(), 5_000),
                "returns what came");
    }

    @Test
    void theAuditSeesWhatTheTriggersWereKeptFromSeeing() {
        wallet.execute("ALTER TABLE book DISABLE TRIGGER USER");
        wallet.execute("UPDATE book SET balance_msat = balance_msat + 7 WHERE id = 3");

        assertThat(wallet.audit().unbalancedMsat()).isEqualTo(7);
        assertThat(wallet.audit().driftedBooks()).isOne();

        wallet.execute("UPDATE book SET balance_msat = balance_msat - 7 WHERE id = 3");
        wallet.execute("UPDATE book SET balance_msat = balance_msat - 9 WHERE id = 1");
        wallet.execute("UPDATE book SET balance_msat = balance_msat + 9 WHERE id = 4");
        assertThat(wallet.audit().backendGapMsat()).isEqualTo(-9);
        assertThat(wallet.audit().driftedBooks()).isEqualTo(2);

        wallet.execute("UPDATE book SET balance_msat = balance_msat + 9 WHERE id = 1");
        wallet.execute("UPDATE book SET balance_msat = balance_msat - 9 WHERE id = 4");
    }

    private void assertRefused(String sql, String reason) {
        assertThatThrownBy(() -> wallet.execute(sql)).hasMessageContaining(reason);
    }
}
