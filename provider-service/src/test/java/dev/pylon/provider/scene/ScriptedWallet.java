package dev.pylon.provider.scene;

import dev.pylon.api.wallet.AccountView;
import dev.pylon.api.wallet.CreateInvoice;
import dev.pylon.api.wallet.InvoiceStatus;
import dev.pylon.api.wallet.InvoiceView;
import dev.pylon.api.wallet.RefundInvoice;
import dev.pylon.api.wallet.SettlementView;
import dev.pylon.lightning.Bolt11;
import dev.pylon.lightning.InvoiceDraft;
import dev.pylon.lightning.Network;
import dev.pylon.lightning.Preimage;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** A wallet on a real socket with the provider's account, that is paid and fails as it is told. */
public final class ScriptedWallet implements AutoCloseable {
    /** A request to give a payment back, as it arrived. */
    public record Refund(String paymentHash, String idempotencyKey, String reason) {}

    private final JsonMapper json = JsonMapper.builder().build();
    private final byte[] node = SecretKey.generate().toBytes();
    private final Map<String, InvoiceView> byKey = new ConcurrentHashMap<>();
    private final Map<String, InvoiceView> byHash = new ConcurrentHashMap<>();
    private final List<Refund> refunds = new CopyOnWriteArrayList<>();
    private final AtomicInteger invoicesAsked = new AtomicInteger();
    private final AtomicInteger lookedUp = new AtomicInteger();
    private final AtomicInteger listeners = new AtomicInteger();
    private final AtomicInteger cursor = new AtomicInteger();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Sinks.Many<SettlementView> settlements = Sinks.many().replay().all();
    private volatile @Nullable Integer failing;
    private volatile @Nullable String refundProblem;
    private volatile boolean silent;
    private volatile boolean slow;
    private volatile boolean sayNothing;
    private int port;
    private @Nullable DisposableServer server;

    public ScriptedWallet() {
        start();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Listens, at the port it had before if it had one. */
    public synchronized void start() {
        DisposableServer bound =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(port)
                        .channelGroup(connections)
                        .route(routes ->
                                routes.post("/v1/invoices", this::create)
                                        .get("/v1/invoices/{hash}", this::invoice)
                                        .post("/v1/invoices/{hash}/refund", this::refund)
                                        .get("/v1/settlements", this::settlements)
                                        .get("/v1/account", this::account))
                        .bindNow();
        port = bound.port();
        server = bound;
    }

    /** Nothing listens any more, and what was connected is cut. */
    public synchronized void stop() {
        if (server != null) {
            // not dispose(), which waits for open streams to end
            server.channel().close().awaitUninterruptibly();
            connections.close().awaitUninterruptibly();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Answers every request but the stream with this status; null for no more. */
    public void failWith(@Nullable Integer status) {
        failing = status;
    }

    /** Makes invoices, and cuts the connection in place of the answer. */
    public void sayNothing(boolean now) {
        sayNothing = now;
    }

    /** Takes requests and never answers. */
    public void slow(boolean now) {
        slow = now;
    }

    /**
     * Streams stay open, and nothing comes from them any more, not even a heartbeat: those that are
     * open now, and those opened while this is on.
     */
    public void silent(boolean now) {
        silent = now;
    }

    /** Turns refunds down with this code; null for no more. */
    public void refuseRefunds(@Nullable String code) {
        refundProblem = code;
    }

    public synchronized void reset() {
        if (server == null) {
            start();
        }
        failing = null;
        sayNothing = false;
        slow = false;
        silent = false;
        refundProblem = null;
        refunds.clear();
        invoicesAsked.set(0);
        lookedUp.set(0);
    }

    /** How often it was asked to make an invoice. */
    public int invoicesAsked() {
        return invoicesAsked.get();
    }

    /** How many different invoices were made, ever. */
    public int invoices() {
        return byHash.size();
    }

    /** How many different invoices were made for a job. */
    public long invoicesFor(EventId job) {
        return byHash.values().stream()
                .filter(invoice -> ("job " + job.hex()).equals(invoice.description()))
                .count();
    }

    public int lookedUp() {
        return lookedUp.get();
    }

    /** Streams of settlements that have been opened, ever. */
    public int listeners() {
        return listeners.get();
    }

    public List<Refund> refunds() {
        return refunds;
    }

    public SettlementView pay(String bolt11) {
        return pay(bolt11, Bolt11.decode(bolt11).amount().orElseThrow());
    }

    /** Tells whoever listens; the settlement as it was told. */
    public synchronized SettlementView pay(String bolt11, Msat amount) {
        String hash = Bolt11.decode(bolt11).paymentHash().hex();
        InvoiceView open = Objects.requireNonNull(byHash.get(hash));
        put(with(open, InvoiceStatus.PAID, amount, null));
        SettlementView settlement =
                new SettlementView(cursor.incrementAndGet(), hash, amount, Instant.now());
        push(settlement);
        return settlement;
    }

    /** Another invoice of the same account was paid, which is of no job. */
    public synchronized SettlementView payForSomethingElse() {
        SettlementView settlement =
                new SettlementView(
                        cursor.incrementAndGet(),
                        Preimage.random().hash().hex(),
                        Msat.of(5),
                        Instant.now());
        push(settlement);
        return settlement;
    }

    /** Tells a settlement, once more perhaps. */
    public synchronized void push(SettlementView settlement) {
        settlements.tryEmitNext(settlement).orThrow();
    }

    private Publisher<Void> create(HttpServerRequest request, HttpServerResponse response) {
        invoicesAsked.incrementAndGet();
        String key = String.valueOf(request.requestHeaders().get("Idempotency-Key"));
        return body(request, CreateInvoice.class)
                .flatMap(asked -> {
                    if (failing != null || slow) {
                        return fail(response);
                    }
                    InvoiceView made = byKey.computeIfAbsent(key, unknown -> make(asked));
                    if (sayNothing) {
                        request.withConnection(connection -> connection.channel().close());
                        return Mono.<Void>never();
                    }
                    return send(response, 200, made);
                });
    }

    private InvoiceView make(CreateInvoice asked) {
        Instant now = Instant.now();
        Duration expiry = Duration.ofSeconds(Objects.requireNonNull(asked.expirySeconds()));
        Preimage preimage = Preimage.random();
        String bolt11 =
                Bolt11.encode(
                                InvoiceDraft.of(
                                                Network.REGTEST,
                                                preimage.hash(),
                                                String.valueOf(asked.description()))
                                        .withAmount(Objects.requireNonNull(asked.amountMsat()))
                                        .withTimes(now, expiry),
                                node)
                        .encoded();
        InvoiceView made =
                new InvoiceView(
                        preimage.hash().hex(),
                        bolt11,
                        asked.amountMsat(),
                        String.valueOf(asked.description()),
                        InvoiceStatus.OPEN,
                        now,
                        now.plus(expiry),
                        null,
                        null,
                        null);
        byHash.put(made.paymentHash(), made);
        return made;
    }

    private static InvoiceView with(
            InvoiceView invoice,
            InvoiceStatus status,
            @Nullable Msat received,
            @Nullable Msat refunded) {
        return new InvoiceView(
                invoice.paymentHash(),
                invoice.bolt11(),
                invoice.amountMsat(),
                invoice.description(),
                status,
                invoice.createdAt(),
                invoice.expiresAt(),
                received == null ? null : Instant.now(),
                received,
                refunded);
    }

    private InvoiceView put(InvoiceView invoice) {
        byHash.put(invoice.paymentHash(), invoice);
        return invoice;
    }

    private Publisher<Void> invoice(HttpServerRequest request, HttpServerResponse response) {
        lookedUp.incrementAndGet();
        InvoiceView found = byHash.get(String.valueOf(request.param("hash")));
        if (failing != null || slow) {
            return fail(response);
        }
        return found == null ? problem(response, 404, "not-found") : send(response, 200, found);
    }

    private Publisher<Void> refund(HttpServerRequest request, HttpServerResponse response) {
        String hash = String.valueOf(request.param("hash"));
        String key = String.valueOf(request.requestHeaders().get("Idempotency-Key"));
        return body(request, RefundInvoice.class)
                .flatMap(asked -> {
                    refunds.add(new Refund(hash, key, asked.reason()));
                    if (failing != null || slow) {
                        return fail(response);
                    }
                    if (refundProblem != null) {
                        return problem(response, 409, refundProblem);
                    }
                    InvoiceView paid = Objects.requireNonNull(byHash.get(hash));
                    InvoiceView refunded =
                            put(
                                    with(
                                            paid,
                                            InvoiceStatus.REFUNDED,
                                            paid.receivedMsat(),
                                            paid.receivedMsat()));
                    if (sayNothing) {
                        request.withConnection(connection -> connection.channel().close());
                        return Mono.<Void>never();
                    }
                    return send(response, 200, refunded);
                });
    }

    private Publisher<Void> settlements(HttpServerRequest request, HttpServerResponse response) {
        listeners.incrementAndGet();
        String last = request.requestHeaders().get("Last-Event-ID");
        long after = last == null ? 0 : Long.parseLong(last);
        Flux<String> told =
                settlements
                        .asFlux()
                        .filter(settlement -> settlement.cursor() > after)
                        .map(settlement ->
                                "id: "
                                        + settlement.cursor()
                                        + "\ndata: "
                                        + json.writeValueAsString(settlement)
                                        + "\n\n");
        Flux<String> heartbeats =
                Flux.interval(Duration.ZERO, Duration.ofMillis(100)).map(tick -> ": heartbeat\n\n");
        AtomicBoolean heard = new AtomicBoolean(true);
        return response.sse()
                .sendString(
                        Flux.merge(told, heartbeats)
                                .filter(words -> {
                                    if (silent) {
                                        heard.set(false);
                                    }
                                    return heard.get();
                                }));
    }

    private Publisher<Void> account(HttpServerRequest request, HttpServerResponse response) {
        return failing != null || slow
                ? fail(response)
                : send(
                        response,
                        200,
                        new AccountView(
                                "provider", Msat.ZERO, Msat.ZERO, "regtest", "ledger", null, null));
    }

    private <T> Mono<T> body(HttpServerRequest request, Class<T> type) {
        return request.receive().aggregate().asString().map(text -> json.readValue(text, type));
    }

    private Mono<Void> fail(HttpServerResponse response) {
        Integer status = failing;
        return status == null ? Mono.never() : problem(response, status, "out-of-order");
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
