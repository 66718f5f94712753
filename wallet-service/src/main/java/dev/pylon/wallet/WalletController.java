package dev.pylon.wallet;

import dev.pylon.api.Page;
import dev.pylon.api.wallet.AccountView;
import dev.pylon.api.wallet.CreateInvoice;
import dev.pylon.api.wallet.DecodedInvoice;
import dev.pylon.api.wallet.FundAccount;
import dev.pylon.api.wallet.HistoryEntry;
import dev.pylon.api.wallet.InvoiceView;
import dev.pylon.api.wallet.PayInvoice;
import dev.pylon.api.wallet.PaymentView;
import dev.pylon.api.wallet.RefundInvoice;
import dev.pylon.api.wallet.SettlementView;
import dev.pylon.api.wallet.WalletApi;
import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import dev.pylon.lightning.InvoiceDraft;
import dev.pylon.lightning.Network;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.account.AccountName;
import dev.pylon.wallet.account.Accounts;
import dev.pylon.wallet.account.Balance;
import dev.pylon.wallet.account.Funding;
import dev.pylon.wallet.account.Requester;
import dev.pylon.wallet.backend.InvoiceRequest;
import dev.pylon.wallet.backend.LightningBackend;
import dev.pylon.wallet.history.History;
import dev.pylon.wallet.invoice.Invoices;
import dev.pylon.wallet.invoice.Refunds;
import dev.pylon.wallet.invoice.SettlementStream;
import dev.pylon.wallet.payment.Budgets;
import dev.pylon.wallet.payment.PayOrder;
import dev.pylon.wallet.payment.Payments;
import dev.pylon.wallet.request.EntryNumber;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The wallet by REST. Who asks is the API key's account, and nothing of other accounts is shown.
 */
@RestController
class WalletController implements WalletApi {
    private final Accounts accounts;
    private final Funding funding;
    private final Invoices invoices;
    private final Refunds refunds;
    private final Payments payments;
    private final Budgets budgets;
    private final History history;
    private final SettlementStream settlements;
    private final LightningBackend backend;
    private final Network network;
    private final Duration heartbeat;
    private final Clock clock;

    WalletController(
            Accounts accounts,
            Funding funding,
            Invoices invoices,
            Refunds refunds,
            Payments payments,
            Budgets budgets,
            History history,
            SettlementStream settlements,
            LightningBackend backend,
            Network network,
            WalletSettings settings,
            Clock clock) {
        this.accounts = accounts;
        this.funding = funding;
        this.invoices = invoices;
        this.refunds = refunds;
        this.payments = payments;
        this.budgets = budgets;
        this.history = history;
        this.settlements = settlements;
        this.backend = backend;
        this.network = network;
        this.heartbeat = settings.settlements().heartbeat();
        this.clock = clock;
    }

    /** Who asks, and for which account. */
    private record Asking(Requester requester, Account account) {}

    @Override
    public Mono<AccountView> account() {
        return as(Scope.WALLET_READ, this::view);
    }

    @Override
    public Mono<Page<AccountView>> accounts() {
        return as(
                Scope.ADMIN,
                asking ->
                        accounts.balances()
                                .map(balance -> view(balance, null))
                                .collectList()
                                .map(all -> new Page<>(all, null)));
    }

    @Override
    public Mono<InvoiceView> createInvoice(String idempotencyKey, CreateInvoice request) {
        return as(
                Scope.WALLET_RECEIVE,
                asking -> {
                    InvoiceRequest wanted =
                            new InvoiceRequest(
                                    Optional.ofNullable(request.amountMsat()),
                                    request.description() == null ? "" : request.description(),
                                    request.expirySeconds() == null
                                            ? InvoiceDraft.DEFAULT_EXPIRY
                                            : Duration.ofSeconds(request.expirySeconds()));
                    return invoices.create(
                                    asking.account(),
                                    wanted,
                                    keyed(
                                            asking,
                                            "invoice",
                                            idempotencyKey,
                                            request.amountMsat(),
                                            request.description(),
                                            request.expirySeconds()))
                            .map(invoice -> Views.of(invoice, clock.instant()));
                });
    }

    @Override
    public Mono<InvoiceView> invoice(String paymentHash) {
        return as(
                Scope.WALLET_READ,
                asking ->
                        invoices.find(asking.account(), Requests.hash(paymentHash))
                                .map(invoice -> Views.of(invoice, clock.instant()))
                                .switchIfEmpty(notFound("invoice", paymentHash)));
    }

    @Override
    public Mono<InvoiceView> refund(
            String paymentHash, String idempotencyKey, RefundInvoice request) {
        return as(
                Scope.WALLET_RECEIVE,
                asking ->
                        refunds.refund(
                                        asking.account(),
                                        Requests.hash(paymentHash),
                                        Requests.remark("reason", request.reason()),
                                        keyed(
                                                asking,
                                                "refund",
                                                idempotencyKey,
                                                paymentHash,
                                                request.reason()))
                                .map(invoice -> Views.of(invoice, clock.instant()))
                                .switchIfEmpty(notFound("invoice", paymentHash)));
    }

    @Override
    public Mono<PaymentView> pay(String idempotencyKey, PayInvoice request) {
        return as(
                Scope.WALLET_PAY,
                asking -> {
                    PayOrder order =
                            new PayOrder(
                                    Requests.invoice(request.bolt11()),
                                    Optional.ofNullable(request.amountMsat()),
                                    Optional.ofNullable(request.maxFeeMsat()),
                                    Requests.remark("memo", request.memo()));
                    return payments.pay(
                                    asking.account(),
                                    asking.requester(),
                                    order,
                                    keyed(
                                            asking,
                                            "payment",
                                            idempotencyKey,
                                            order.invoice().encoded(),
                                            request.amountMsat(),
                                            request.maxFeeMsat(),
                                            request.memo()))
                            .map(Views::of);
                });
    }

    @Override
    public Mono<PaymentView> payment(String paymentHash) {
        return as(
                Scope.WALLET_READ,
                asking ->
                        payments.find(asking.account(), Requests.hash(paymentHash))
                                .map(Views::of)
                                .switchIfEmpty(notFound("payment", paymentHash)));
    }

    @Override
    public Mono<DecodedInvoice> decode(String bolt11) {
        return as(
                Scope.WALLET_READ,
                asking -> Mono.just(Views.of(Requests.invoice(bolt11), clock.instant())));
    }

    @Override
    public Mono<Page<HistoryEntry>> history(@Nullable String cursor, @Nullable Integer limit) {
        return as(Scope.WALLET_READ, asking -> page(asking, cursor, Requests.pageSize(limit)));
    }

    @Override
    public Flux<ServerSentEvent<SettlementView>> settlements(@Nullable String lastEventId) {
        Flux<ServerSentEvent<SettlementView>> heartbeats =
                Flux.interval(Duration.ZERO, heartbeat)
                        .onBackpressureDrop()
                        .map(tick ->
                                ServerSentEvent.<SettlementView>builder()
                                        .comment("heartbeat")
                                        .build());
        return asking(Scope.WALLET_READ)
                .flatMapMany(asking ->
                        Flux.merge(
                                        heartbeats,
                                        settlements
                                                .after(
                                                        asking.account().id(),
                                                        Requests.cursor(lastEventId))
                                                .map(Views::of))
                                .takeUntilOther(settlements.stopped()))
                .onErrorMap(Refused.class, Problems::of);
    }

    @Override
    public Mono<AccountView> fund(String idempotencyKey, FundAccount request) {
        return as(
                Scope.ADMIN,
                asking ->
                        accounts.named(
                                        new AccountName(
                                                Requests.required("account", request.account())))
                                .flatMap(account ->
                                        funding.give(
                                                        account,
                                                        Requests.required(
                                                                "amountMsat", request.amountMsat()),
                                                        keyed(
                                                                asking,
                                                                "fund",
                                                                idempotencyKey,
                                                                request.account(),
                                                                request.amountMsat()))
                                                .then(Mono.defer(() -> accounts.balance(account))))
                                .map(balance -> view(balance, null)));
    }

    private Mono<AccountView> view(Asking asking) {
        return accounts.balance(asking.account())
                .flatMap(balance ->
                        budgets.left(asking.requester())
                                .map(left -> view(balance, left))
                                .defaultIfEmpty(view(balance, null)));
    }

    private AccountView view(Balance balance, @Nullable Msat budget) {
        return new AccountView(
                balance.account().value(),
                balance.available(),
                balance.held(),
                network.word(),
                backend.name(),
                backend.note().orElse(null),
                budget);
    }

    private Mono<Page<HistoryEntry>> page(Asking asking, @Nullable String cursor, int size) {
        Optional<EntryNumber> before =
                Optional.ofNullable(cursor).map(text -> new EntryNumber(Requests.cursor(text)));
        return history.before(asking.account(), before, size + 1)
                .map(Views::of)
                .collectList()
                .map(lines -> {
                    List<HistoryEntry> shown = lines.subList(0, Math.min(size, lines.size()));
                    return new Page<>(shown, lines.size() > size ? shown.getLast().id() : null);
                });
    }

    private <T> Mono<T> as(Scope scope, Function<Asking, Mono<T>> action) {
        return asking(scope).flatMap(action).onErrorMap(Refused.class, Problems::of);
    }

    private Mono<Asking> asking(Scope scope) {
        return Callers.require(scope)
                .map(Requesters::of)
                .flatMap(requester ->
                        accounts.named(requester.account())
                                .map(account -> new Asking(requester, account)));
    }

    private static KeyedRequest keyed(
            Asking asking, String route, String idempotencyKey, @Nullable Object... body) {
        return KeyedRequest.of(asking.requester().apiKey(), route, idempotencyKey, body);
    }

    private static <T> Mono<T> notFound(String what, String hash) {
        return Mono.error(() ->
                new Refused(
                        Refusal.NOT_FOUND,
                        "This account has no " + what + " of payment hash " + hash + "."));
    }
}
