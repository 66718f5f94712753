package dev.pylon.cli.wallet;

import dev.pylon.api.Page;
import dev.pylon.api.wallet.AccountView;
import dev.pylon.api.wallet.CreateInvoice;
import dev.pylon.api.wallet.EntryDirection;
import dev.pylon.api.wallet.EntryStatus;
import dev.pylon.api.wallet.FundAccount;
import dev.pylon.api.wallet.HistoryEntry;
import dev.pylon.api.wallet.InvoiceView;
import dev.pylon.api.wallet.PayInvoice;
import dev.pylon.api.wallet.PaymentStatus;
import dev.pylon.api.wallet.PaymentView;
import dev.pylon.api.wallet.WalletApi;
import dev.pylon.cli.Calls;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import dev.pylon.cli.home.SellerKeys;
import dev.pylon.primitives.Msat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code pylon wallet …}. */
@Command(name = "wallet", description = "Balance, invoices, payments")
public final class WalletCommand {
    /** The accounts of a machine: what is spent by its buyer and what is earned by its provider. */
    enum Account {
        buyer("cli-wallet"),
        provider("cli-earnings");

        private final String caller;

        Account(String caller) {
            this.caller = caller;
        }
    }

    @Mixin private Session session = new Session();

    @Option(
            names = "--account",
            scope = ScopeType.INHERIT,
            description = "Whose money: ${COMPLETION-CANDIDATES} (default: buyer)")
    private Account account = Account.buyer;

    @Command(name = "balance", description = "What the account has")
    int balance() {
        AccountView view = Calls.await(wallet().account());
        if (session.json()) {
            session.output().json(view);
            return ExitCode.OK;
        }
        session.output()
                .line(
                        "%s available in account %s (%s)",
                        view.availableMsat().inSat(), view.account(), view.network());
        if (!view.heldMsat().isZero()) {
            session.output().line("%s held for payments under way", view.heldMsat().inSat());
        }
        if (view.note() != null) {
            session.output().line("%s", view.note());
        }
        return ExitCode.OK;
    }

    @Command(name = "address", description = "Where this wallet can be paid")
    int address() {
        AccountView view = Calls.await(wallet().account());
        if (session.json()) {
            Map<String, @Nullable Object> document = new LinkedHashMap<>();
            document.put("account", view.account());
            document.put("network", view.network());
            document.put("backend", view.backend());
            document.put("address", null);
            document.put("note", view.note());
            session.output().json(document);
            return ExitCode.OK;
        }
        session.output()
                .line(
                        "Account %s on %s, backend %s.",
                        view.account(), view.network(), view.backend());
        session.output()
                .line(
                        "A Lightning wallet is paid by invoice, one for each payment. Make one with:");
        session.output().line("  pylon wallet invoice 1000sat --account %s", account);
        if (view.note() != null) {
            session.output().line("%s", view.note());
        }
        return ExitCode.OK;
    }

    @Command(name = "invoice", description = "Make an invoice")
    int invoice(
            @Parameters(
                            paramLabel = "AMOUNT",
                            description = "Millisatoshis, or with a unit: 1000sat")
                    Msat amount,
            @Option(names = "--description", defaultValue = "", description = "Shown to the payer")
                    String description,
            @Option(
                            names = "--expiry",
                            defaultValue = "3600",
                            description = "Seconds (default: ${DEFAULT-VALUE})")
                    long expiry) {
        InvoiceView invoice =
                Calls.await(
                        wallet().createInvoice(
                                        UUID.randomUUID().toString(),
                                        new CreateInvoice(amount, description, expiry)));
        if (session.json()) {
            session.output().json(invoice);
        } else {
            session.output().line("%s", invoice.bolt11());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "pay",
            description = "Pay an invoice. Its payment hash guards against paying twice")
    int pay(
            @Parameters(paramLabel = "BOLT11") String bolt11,
            @Option(names = "--amount", description = "Only for an invoice without one")
                    @Nullable Msat amount,
            @Option(names = "--max-fee", description = "The most that routing may cost")
                    @Nullable Msat maxFee) {
        PaymentView payment =
                Calls.await(
                        wallet().pay(
                                        UUID.randomUUID().toString(),
                                        new PayInvoice(bolt11.strip(), amount, maxFee, null)));
        if (session.json()) {
            session.output().json(payment);
        } else {
            Output out = session.output();
            switch (payment.status()) {
                case SETTLED -> {
                    out.line(
                            "Paid %s (fee %s).",
                            payment.amountMsat().inSat(),
                            payment.feeMsat() == null ? "0 sat" : payment.feeMsat().inSat());
                    out.line("Preimage: %s", payment.preimage());
                }
                case FAILED ->
                        out.line(
                                "Not paid: %s",
                                payment.detail() == null
                                        ? payment.failureCode()
                                        : payment.detail());
                case PENDING ->
                        out.line(
                                "Not known yet whether it was paid. The money stays held and the payment is looked up until it is"
                                        + " known; do not pay another way. Payment hash: %s",
                                payment.paymentHash());
            }
        }
        return payment.status() == PaymentStatus.SETTLED
                ? ExitCode.OK
                : payment.status() == PaymentStatus.FAILED
                        ? ExitCode.PAYMENT
                        : ExitCode.PAYMENT_UNKNOWN;
    }

    @Command(name = "history", description = "What came and went, newest first")
    int history(
            @Option(
                            names = "--limit",
                            defaultValue = "20",
                            description = "How many (default: ${DEFAULT-VALUE})")
                    int limit,
            @Option(names = "--completed", description = "Hide what is pending or failed")
                    boolean completed) {
        Page<HistoryEntry> page = Calls.await(wallet().history(null, limit));
        List<HistoryEntry> shown =
                page.items().stream()
                        .filter(entry -> !completed || entry.status() == EntryStatus.DONE)
                        .toList();
        if (session.json()) {
            session.output().json(new Page<>(shown, page.nextCursor()));
            return ExitCode.OK;
        }
        shown.forEach(this::print);
        long pending =
                shown.stream().filter(entry -> entry.status() == EntryStatus.PENDING).count();
        if (shown.isEmpty()) {
            session.output().line("Nothing yet.");
        } else if (pending > 0) {
            session.output().line("%d pending. Use --completed to hide.", pending);
        }
        return ExitCode.OK;
    }

    @Command(name = "fund", description = "Give the account money, on regtest only")
    int fund(
            @Parameters(
                            paramLabel = "AMOUNT",
                            description = "Millisatoshis, or with a unit: 1000sat")
                    Msat amount) {
        AccountView view =
                Calls.await(
                        session.wallet("cli-admin")
                                .fund(
                                        UUID.randomUUID().toString(),
                                        new FundAccount(account.name(), amount)));
        if (session.json()) {
            session.output().json(view);
        } else {
            session.output()
                    .line("Account %s now has %s.", view.account(), view.availableMsat().inSat());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "key",
            description =
                    "Make an API key for a seller on another machine: it makes invoices in an account of the"
                            + " seller's name and reads them, and can't pay")
    int key(
            @Parameters(paramLabel = "SELLER", description = "A name, in lower-case letters")
                    String seller,
            @Option(names = "--revoke", description = "Take the seller's key away instead")
                    boolean revoke) {
        SellerKeys keys = new SellerKeys(session.requireHome());
        if (revoke) {
            boolean taken = keys.revoke(seller);
            if (session.json()) {
                session.output().json(Map.of("seller", seller, "revoked", taken));
            } else {
                session.output()
                        .line(taken ? "The key of %s is revoked." : "%s has no key.", seller);
            }
            return ExitCode.OK;
        }
        String secret = keys.make(seller);
        if (session.json()) {
            session.output().json(Map.of("seller", seller, "key", secret));
        } else {
            session.output().line("%s", secret);
        }
        return ExitCode.OK;
    }

    private void print(HistoryEntry entry) {
        session.output()
                .line(
                        "%s %12s  [%s] %s %s%s",
                        entry.direction() == EntryDirection.IN ? "↓" : "↑",
                        entry.amountMsat().inSat(),
                        switch (entry.status()) {
                            case DONE -> "done";
                            case PENDING -> "pend";
                            case FAILED -> "fail";
                        },
                        Output.time(entry.at()),
                        Output.shortId(entry.id()),
                        entry.description() == null
                                ? ""
                                : "  " + Output.excerpt(entry.description(), 50));
    }

    private WalletApi wallet() {
        return session.wallet(account.caller);
    }
}
