package dev.pylon.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.invoice.WalletInvoice;
import dev.pylon.wallet.request.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever is done in whatever order, the wallet agrees with a model of three numbers. */
class LedgerPropertiesTest {
    private static final int ACCOUNTS = 3;

    /**
     * @param invoice which of those made so far, counted round
     */
    record Step(Kind kind, int who, long msat, int invoice) {}

    enum Kind {
        FUND,
        INVOICE,
        PAY,
        REFUND
    }

    private record Made(WalletInvoice invoice, int payee, int[] payer, boolean[] refunded) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.integers().between(0, ACCOUNTS - 1),
                        Arbitraries.longs().between(1, 10_000),
                        Arbitraries.integers().between(0, 30))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(30);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void agreesWithTheModel(@ForAll("steps") List<Step> steps) {
        try (TestWallet wallet = TestWallet.ledger()) {
            walk(wallet, steps);
        }
    }

    private static void walk(TestWallet wallet, List<Step> steps) {
        Account[] accounts = new Account[ACCOUNTS];
        Arrays.setAll(accounts, number -> wallet.account("account-" + number));
        long[] model = new long[ACCOUNTS];
        List<Made> invoices = new ArrayList<>();
        for (Step step : steps) {
            switch (step.kind()) {
                case FUND -> {
                    wallet.funded(accounts[step.who()].name().value(), step.msat());
                    model[step.who()] += step.msat();
                }
                case INVOICE ->
                        invoices.add(
                                new Made(
                                        wallet.invoice(accounts[step.who()], step.msat()),
                                        step.who(),
                                        new int[] {-1},
                                        new boolean[1]));
                case PAY -> pay(wallet, step, accounts, model, invoices);
                case REFUND -> refund(wallet, step, accounts, model, invoices);
            }
            for (int i = 0; i < ACCOUNTS; i++) {
                assertThat(wallet.available(accounts[i]))
                        .as("%s after %s", i, step)
                        .isEqualTo(model[i]);
            }
        }
        assertThat(wallet.audit().allIsWell()).isTrue();
    }

    private static void pay(
            TestWallet wallet, Step step, Account[] accounts, long[] model, List<Made> invoices) {
        if (invoices.isEmpty()) {
            return;
        }
        Made made = invoices.get(step.invoice() % invoices.size());
        long amount = made.invoice().amount().orElseThrow().value();
        boolean again = made.payer()[0] == step.who();
        boolean possible = made.payer()[0] < 0 && model[step.who()] >= amount;
        try {
            wallet.pay(accounts[step.who()], made.invoice().bolt11());
            assertThat(again || possible).isTrue();
        } catch (Refused refused) {
            assertThat(again || possible).as(refused.detail()).isFalse();
        }
        if (possible) {
            made.payer()[0] = step.who();
            model[step.who()] -= amount;
            model[made.payee()] += amount;
        }
    }

    private static void refund(
            TestWallet wallet, Step step, Account[] accounts, long[] model, List<Made> invoices) {
        if (invoices.isEmpty()) {
            return;
        }
        Made made = invoices.get(step.invoice() % invoices.size());
        long amount = made.invoice().amount().orElseThrow().value();
        boolean possible =
                made.payer()[0] >= 0 && !made.refunded()[0] && model[made.payee()] >= amount;
        try {
            wallet.refunds
                    .refund(
                            accounts[made.payee()],
                            made.invoice().hash(),
                            "property",
                            TestWallet.request("refund"))
                    .block(TestWallet.LIMIT);
            assertThat(possible || made.refunded()[0]).isTrue();
        } catch (Refused refused) {
            assertThat(possible || made.refunded()[0]).as(refused.detail()).isFalse();
        }
        if (possible) {
            made.refunded()[0] = true;
            model[made.payee()] -= amount;
            model[made.payer()[0]] += amount;
        }
    }
}
