package dev.pylon.buyer.scene;

import dev.pylon.api.Page;
import dev.pylon.api.wallet.AccountView;
import dev.pylon.api.wallet.EntryDirection;
import dev.pylon.api.wallet.EntryKind;
import dev.pylon.api.wallet.EntryStatus;
import dev.pylon.api.wallet.HistoryEntry;
import dev.pylon.api.wallet.PayInvoice;
import dev.pylon.api.wallet.PaymentStatus;
import dev.pylon.api.wallet.PaymentView;
import dev.pylon.lightning.Bolt11;
import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** A wallet on a real socket that has one account, keeps its rules, and fails as it is told to. */
public final class ScriptedWallet implements AutoCloseable {
    /** What becomes of a payment. */
    public enum Mood {
        PAY,
        /** Pays, and cuts the connection in place of an answer. */
        PAY_AND_SAY_NOTHING,
        /** Takes the request, does nothing yet, and says so. */
        PENDING,
        /** Cuts the connection before anything has happened. */
        NOTHING,
        FAIL,
        /** Claims to have paid, with a preimage of something else. */
        LIE
    }

    /** A request to pay, as it arrived. */
    public record Asked(String idempotencyKey, String bolt11) {}

    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<PaymentHash, Preimage> preimages = new ConcurrentHashMap<>();
    private final Map<String, PaymentView> byKey = new ConcurrentHashMap<>();
    private final Map<String, PaymentView> byHash = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<HistoryEntry> history = new CopyOnWriteArrayList<>();
    private final List<Consumer<PaymentHash>> listeners = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.PAY;
    private volatile long balance = 1_000_000;
    private volatile @Nullable Long budget;
    private volatile @Nullable String refusal;
    private int port;
    private @Nullable DisposableServer server;

    public ScriptedWallet() {
        start();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public synchronized void start() {
        DisposableServer bound =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(port)
                        .route(routes ->
                                routes.post("/v1/payments", this::pay)
                                        .get("/v1/payments/{hash}", this::payment)
                                        .get("/v1/account", this::account)
                                        .get("/v1/history", this::history))
                        .bindNow();
        port = bound.port();
        server = bound;
    }

    public synchronized void stop() {
        if (server != null) {
            server.disposeNow(Duration.ofSeconds(5));
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    public void mood(Mood next) {
        mood = next;
    }

    public void balance(long msat) {
        balance = msat;
    }

    public void budget(long msat) {
        budget = msat;
    }

    /** Refuses to pay with this problem, whatever the account view says; null for no more. */
    public void refuse(@Nullable String code) {
        refusal = code;
    }

    public void learn(Preimage preimage) {
        preimages.put(preimage.hash(), preimage);
    }

    /** What the payee does once it is paid. */
    public void whenPaid(Invoice invoice, Runnable reaction) {
        listeners.add(hash -> {
            if (hash.equals(invoice.paymentHash())) {
                reaction.run();
            }
        });
    }

    /** As it was at the beginning, but for what it has paid. */
    public void reset() {
        mood = Mood.PAY;
        balance = 1_000_000;
        budget = null;
        refusal = null;
        asked.clear();
        listeners.clear();
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** How many payments have gone through. */
    public long settled() {
        return byHash.values().stream()
                .filter(view -> view.status() == PaymentStatus.SETTLED)
                .count();
    }

    public long balance() {
        return balance;
    }

    /** Completes what was left pending. */
    public void settlePending() {
        byHash.values().stream()
                .filter(view -> view.status() == PaymentStatus.PENDING)
                .toList()
                .forEach(
                        view -> settle(PaymentHash.fromHex(view.paymentHash()), view.amountMsat()));
    }

    /** Gives back what was paid. */
    public void refund(PaymentHash hash) {
        PaymentView paid = Objects.requireNonNull(byHash.get(hash.hex()));
        balance += paid.amountMsat().value();
        history.addFirst(
                new HistoryEntry(
                        "r-" + hash.hex(),
                        EntryKind.REFUND,
                        EntryDirection.IN,
                        EntryStatus.DONE,
                        paid.amountMsat(),
                        Msat.ZERO,
                        hash.hex(),
                        "refund",
                        Instant.now()));
    }

    private Mono<Void> pay(HttpServerRequest request, HttpServerResponse response) {
        String key = Objects.requireNonNull(request.requestHeaders().get("Idempotency-Key"));
        return request.receive()
                .aggregate()
                .asString()
                .flatMap(body -> {
                    PayInvoice order = json.readValue(body, PayInvoice.class);
                    asked.add(new Asked(key, order.bolt11()));
                    return pay(key, Bolt11.decode(order.bolt11()), request, response);
                });
    }

    private Mono<Void> pay(
            String key, Invoice invoice, HttpServerRequest request, HttpServerResponse response) {
        PaymentView earlier = byKey.get(key);
        if (earlier != null) {
            return send(response, 200, Objects.requireNonNull(byHash.get(earlier.paymentHash())));
        }
        if (refusal != null) {
            return problem(response, 409, refusal);
        }
        Msat amount = invoice.amount().orElseThrow();
        if (budget != null && amount.value() > budget) {
            return problem(response, 403, "over-budget");
        }
        if (amount.value() > balance) {
            return problem(response, 409, "insufficient-funds");
        }
        return switch (mood) {
            case NOTHING -> cut(request);
            case PAY -> send(response, 200, settle(key, invoice));
            case PAY_AND_SAY_NOTHING -> {
                settle(key, invoice);
                yield cut(request);
            }
            case PENDING ->
                    send(response, 200, put(key, view(invoice, PaymentStatus.PENDING, null)));
            case FAIL -> send(response, 200, put(key, view(invoice, PaymentStatus.FAILED, null)));
            case LIE ->
                    send(
                            response,
                            200,
                            put(
                                    key,
                                    view(invoice, PaymentStatus.SETTLED, Preimage.random().hex())));
        };
    }

    private PaymentView settle(String key, Invoice invoice) {
        put(key, view(invoice, PaymentStatus.PENDING, null));
        return settle(invoice.paymentHash(), invoice.amount().orElseThrow());
    }

    private PaymentView settle(PaymentHash hash, Msat amount) {
        Preimage preimage = Objects.requireNonNull(preimages.get(hash), "unknown invoice");
        balance -= amount.value();
        PaymentView settled =
                new PaymentView(
                        hash.hex(),
                        PaymentStatus.SETTLED,
                        amount,
                        Msat.ZERO,
                        preimage.hex(),
                        null,
                        null,
                        true,
                        Instant.now(),
                        Instant.now());
        byHash.put(hash.hex(), settled);
        history.addFirst(
                new HistoryEntry(
                        "p-" + hash.hex(),
                        EntryKind.PAYMENT,
                        EntryDirection.OUT,
                        EntryStatus.DONE,
                        amount,
                        Msat.ZERO,
                        hash.hex(),
                        null,
                        Instant.now()));
        listeners.forEach(listener -> listener.accept(hash));
        return settled;
    }

    private PaymentView put(String key, PaymentView view) {
        byKey.put(key, view);
        byHash.put(view.paymentHash(), view);
        return view;
    }

    private static PaymentView view(
            Invoice invoice, PaymentStatus status, @Nullable String preimage) {
        return new PaymentView(
                invoice.paymentHash().hex(),
                status,
                invoice.amount().orElseThrow(),
                null,
                preimage,
                status == PaymentStatus.FAILED ? "no-route" : null,
                null,
                true,
                Instant.now(),
                null);
    }

    private Mono<Void> payment(HttpServerRequest request, HttpServerResponse response) {
        PaymentView view = byHash.get(String.valueOf(request.param("hash")));
        return view == null ? problem(response, 404, "not-found") : send(response, 200, view);
    }

    private Mono<Void> account(HttpServerRequest request, HttpServerResponse response) {
        return send(
                response,
                200,
                new AccountView(
                        "alice",
                        Msat.of(balance),
                        Msat.ZERO,
                        "regtest",
                        "ledger",
                        null,
                        budget == null ? null : Msat.of(budget)));
    }

    private Mono<Void> history(HttpServerRequest request, HttpServerResponse response) {
        return send(response, 200, new Page<>(new ArrayList<>(history), null));
    }

    private static Mono<Void> cut(HttpServerRequest request) {
        request.withConnection(connection -> connection.channel().close());
        return Mono.never();
    }

    private Mono<Void> send(HttpServerResponse response, int status, Object body) {
        return response.status(status)
                .header("Content-Type", "application/json")
                .sendString(Mono.just(json.writeValueAsString(body)))
                .then();
    }

    private Mono<Void> problem(HttpServerResponse response, int status, String code) {
        return response.status(status)
                .header("Content-Type", "application/problem+json")
                .sendString(
                        Mono.just(
                                json.writeValueAsString(
                                        Map.of(
                                                "type",
                                                "urn:pylon:problem:" + code,
                                                "status",
                                                status,
                                                "detail",
                                                "The wallet says " + code + "."))))
                .then();
    }
}
