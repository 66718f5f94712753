package dev.pylon.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.wallet.AccountView;
import dev.pylon.api.wallet.CreateInvoice;
import dev.pylon.api.wallet.FundAccount;
import dev.pylon.api.wallet.HistoryEntry;
import dev.pylon.api.wallet.InvoiceStatus;
import dev.pylon.api.wallet.InvoiceView;
import dev.pylon.api.wallet.PayInvoice;
import dev.pylon.api.wallet.PaymentStatus;
import dev.pylon.api.wallet.PaymentView;
import dev.pylon.api.wallet.RefundInvoice;
import dev.pylon.api.wallet.SettlementView;
import dev.pylon.api.wallet.WalletApi;
import dev.pylon.kit.app.ServiceApp;
import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.lightning.Preimage;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Msat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as others meet it: a process of its own on a real port, by its REST contract. */
class WalletRestTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir static Path folder;
    private static ConfigurableApplicationContext service;
    private static String url;

    @BeforeAll
    static void start() throws IOException {
        Path keys = folder.resolve("api-keys.yml");
        Files.writeString(
                keys,
                key("admin", "operator", "admin", "")
                        + key("buyer", "buyer", "wallet:read,wallet:pay", "")
                        + key("provider", "provider", "wallet:read,wallet:receive", "")
                        + key("saver", "buyer", "wallet:read,wallet:pay", "5000"));
        List<String> arguments = new ArrayList<>(List.of(TestDatabase.fresh().arguments()));
        arguments.add("--server.port=0");
        arguments.add("--pylon.api-keys-file=" + keys);
        arguments.add("--pylon.wallet.settlements.heartbeat=200ms");
        service =
                ServiceApp.run(
                        WalletServiceApplication.class,
                        "wallet-service",
                        arguments.toArray(String[]::new));
        url = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port");
        fund("buyer", 10_000_000);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aJobIsPaidFromInvoiceToRefund() {
        long before = account("provider").availableMsat().value();
        InvoiceView invoice = invoice(21_000);
        assertThat(invoice.status()).isEqualTo(InvoiceStatus.OPEN);
        assertThat(invoice.bolt11()).startsWith("lnbcrt210n1");

        PaymentView payment = pay(invoice);

        assertThat(payment.status()).isEqualTo(PaymentStatus.SETTLED);
        assertThat(payment.internal()).isTrue();
        assertThat(Preimage.fromHex(Objects.requireNonNull(payment.preimage())).hash().hex())
                .isEqualTo(invoice.paymentHash());
        assertThat(account("provider").availableMsat().value()).isEqualTo(before + 21_000);
        assertThat(block(wallet("provider").invoice(invoice.paymentHash())).status())
                .isEqualTo(InvoiceStatus.PAID);
        assertThat(block(wallet("buyer").payment(invoice.paymentHash()))).isEqualTo(payment);

        InvoiceView refunded =
                block(
                        wallet("provider")
                                .refund(
                                        invoice.paymentHash(),
                                        fresh(),
                                        new RefundInvoice("inference failed")));

        assertThat(refunded.status()).isEqualTo(InvoiceStatus.REFUNDED);
        assertThat(refunded.refundedMsat()).isEqualTo(Msat.of(21_000));
        assertThat(account("provider").availableMsat().value()).isEqualTo(before);
    }

    @Test
    void anAccountSaysWhatItsWalletCannotDo() {
        AccountView account = account("buyer");

        assertThat(account.account()).isEqualTo("buyer");
        assertThat(account.network()).isEqualTo("regtest");
        assertThat(account.backend()).isEqualTo("ledger");
        assertThat(account.note()).contains("only accounts of this wallet can pay them");
        assertThat(account.budgetMsat()).isNull();
    }

    @Test
    void theSameKeyGetsTheSameInvoice() {
        String key = fresh();
        CreateInvoice request = new CreateInvoice(Msat.of(5), "tea", 60L);

        InvoiceView first = block(wallet("provider").createInvoice(key, request));

        assertThat(block(wallet("provider").createInvoice(key, request))).isEqualTo(first);
        assertProblem(
                409,
                "idempotency-key-reused",
                wallet("provider").createInvoice(key, new CreateInvoice(Msat.of(6), "tea", 60L)));
    }

    @Test
    void aBudgetIsShownAndKept() {
        assertThat(account("saver").budgetMsat()).isEqualTo(Msat.of(5_000));

        assertProblem(
                403,
                "over-budget",
                wallet("saver")
                        .pay(fresh(), new PayInvoice(invoice(5_001).bolt11(), null, null, null)));
        block(
                wallet("saver")
                        .pay(fresh(), new PayInvoice(invoice(4_000).bolt11(), null, null, null)));

        assertThat(account("saver").budgetMsat()).isEqualTo(Msat.of(1_000));
    }

    @Test
    void tooLittleMoneyIsAProblemThatSaysWhatToDo() {
        assertProblem(
                409,
                "insufficient-funds",
                wallet("buyer")
                        .pay(
                                fresh(),
                                new PayInvoice(invoice(900_000_000).bolt11(), null, null, null)));
    }

    @Test
    void everyKeyHasItsScopes() {
        assertProblem(403, "missing-scope", wallet("buyer").accounts());
        assertProblem(
                403,
                "missing-scope",
                wallet("buyer").createInvoice(fresh(), new CreateInvoice(null, null, null)));
        assertProblem(
                403,
                "missing-scope",
                wallet("provider").pay(fresh(), new PayInvoice("lnbcrt1", null, null, null)));
        assertProblem(
                403,
                "missing-scope",
                wallet("buyer").fund(fresh(), new FundAccount("buyer", Msat.of(1))));
        assertProblem(401, "unauthorized", wallet("nobody").account());
    }

    @Test
    void anAccountSeesOnlyItsOwn() {
        InvoiceView invoice = invoice(1_000);
        pay(invoice);

        assertProblem(404, "not-found", wallet("buyer").invoice(invoice.paymentHash()));
        assertProblem(404, "not-found", wallet("provider").payment(invoice.paymentHash()));
        assertProblem(
                403,
                "missing-scope",
                wallet("buyer").refund(invoice.paymentHash(), fresh(), new RefundInvoice("x")));
    }

    @Test
    void decodesInvoicesAndRefusesRubbish() {
        InvoiceView invoice = invoice(1_000);

        assertThat(block(wallet("buyer").decode(invoice.bolt11())).paymentHash())
                .isEqualTo(invoice.paymentHash());
        assertProblem(400, "malformed-invoice", wallet("buyer").decode("lnbcrt1rubbish"));
        assertProblem(
                400,
                "malformed-invoice",
                wallet("buyer").pay(fresh(), new PayInvoice("rubbish", null, null, null)));
    }

    @Test
    void theHistoryIsReadPageByPage() {
        fund("reader", 1);
        for (int i = 0; i < 5; i++) {
            pay(invoice(1_000 + i));
        }
        WalletApi buyer = wallet("buyer");

        List<HistoryEntry> all = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            var page = block(buyer.history(cursor, 2));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            all.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(all).hasSizeGreaterThanOrEqualTo(6);
        assertThat(all).extracting(HistoryEntry::id).doesNotHaveDuplicates();
        assertThat(all.getLast().kind().word()).isEqualTo("fund");
        assertThat(block(buyer.history(null, 500)).items()).isEqualTo(all);
        assertProblem(400, "invalid-request", buyer.history(null, 0));
        assertProblem(400, "invalid-request", buyer.history("x", 1));
    }

    @Test
    void settlementsArePushedAndResumedFromTheirCursor() {
        InvoiceView first = invoice(1);
        InvoiceView second = invoice(2);
        pay(first);
        List<SettlementView> seen = events(null, first);
        pay(second);

        List<SettlementView> later = events(Long.toString(seen.getLast().cursor()), second);

        assertThat(later).extracting(SettlementView::paymentHash).contains(second.paymentHash());
        assertThat(later)
                .allSatisfy(
                        event -> assertThat(event.cursor()).isGreaterThan(seen.getLast().cursor()));
        assertThat(later).isSortedAccordingTo((a, b) -> Long.compare(a.cursor(), b.cursor()));
    }

    @Test
    void aSettlementArrivesWhileTheStreamIsOpen() {
        InvoiceView invoice = invoice(3);
        Mono<List<SettlementView>> waiting =
                wallet("provider")
                        .settlements(null)
                        .mapNotNull(event -> event.data())
                        .takeUntil(event -> event.paymentHash().equals(invoice.paymentHash()))
                        .collectList()
                        .cache();
        waiting.subscribe();

        pay(invoice);

        assertThat(block(waiting).getLast().receivedMsat()).isEqualTo(Msat.of(3));
    }

    @Test
    void describesItselfWithExamples() throws Exception {
        JsonNode api = JSON.readTree(get("/v3/api-docs").body());

        assertThat(api.path("openapi").asString()).startsWith("3.1");
        assertThat(api.path("paths").propertyNames())
                .contains("/v1/account", "/v1/payments", "/v1/invoices/{paymentHash}/refund");
        assertThat(
                        api.at("/components/schemas/CreateInvoice/properties/amountMsat/example")
                                .asLong())
                .isEqualTo(21_000);
        assertThat(api.at("/paths/~1v1~1settlements/get/responses/200/content").propertyNames())
                .contains("text/event-stream");
        assertThat(api.at("/paths/~1v1~1payments/post/responses").propertyNames())
                .contains("200", "400", "401", "403", "409", "422");
        assertThat(api.at("/paths/~1v1~1payments/post/responses/200/content").toString())
                .contains("settled");
    }

    @Test
    void healthAndMetricsAreOpen() throws Exception {
        pay(invoice(1));

        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains("wallet_payments_total")
                .contains("wallet_held_msat")
                .contains("wallet_reconciliation_gap_msat")
                .contains("wallet_alarms_total")
                .contains("resilience4j_circuitbreaker_state");
    }

    @Test
    void anUnreadableBodyIsAProblem() throws Exception {
        HttpResponse<String> answer =
                HTTP.send(
                        HttpRequest.newBuilder(URI.create(url + "/v1/payments"))
                                .header("Authorization", "Bearer secret-buyer")
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", fresh())
                                .POST(HttpRequest.BodyPublishers.ofString("{\"amountMsat\":-1}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(post("/v1/payments", "{}").body()).contains("Give bolt11");
        assertThat(post("/v1/fund", "{}").statusCode()).isEqualTo(403);
    }

    @Test
    void nobodySendsMoneyWithoutAnIdempotencyKey() throws Exception {
        HttpResponse<String> answer =
                HTTP.send(
                        HttpRequest.newBuilder(URI.create(url + "/v1/payments"))
                                .header("Authorization", "Bearer secret-buyer")
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"bolt11\":\"" + invoice(1).bolt11() + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Idempotency-Key");
    }

    private static List<SettlementView> events(@Nullable String after, InvoiceView until) {
        return block(
                wallet("provider")
                        .settlements(after)
                        .mapNotNull(event -> event.data())
                        .takeUntil(event -> event.paymentHash().equals(until.paymentHash()))
                        .collectList());
    }

    private static void assertProblem(int status, String type, Mono<?> call) {
        Assertions.assertThatThrownBy(() -> call.block(LIMIT))
                .isInstanceOfSatisfying(
                        RemoteProblem.class,
                        problem -> {
                            assertThat(problem.status()).isEqualTo(status);
                            assertThat(problem.code()).isEqualTo(type);
                        });
    }

    private static void fund(String account, long msat) {
        block(wallet("admin").fund(fresh(), new FundAccount(account, Msat.of(msat))));
    }

    private static InvoiceView invoice(long msat) {
        return block(
                wallet("provider")
                        .createInvoice(fresh(), new CreateInvoice(Msat.of(msat), "job", 600L)));
    }

    private static PaymentView pay(InvoiceView invoice) {
        return block(
                wallet("buyer").pay(fresh(), new PayInvoice(invoice.bolt11(), null, null, "job")));
    }

    private static AccountView account(String key) {
        return block(wallet(key).account());
    }

    private static WalletApi wallet(String key) {
        return ServiceClients.create(WalletApi.class, url, "secret-" + key, LIMIT);
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Authorization", "Bearer secret-buyer")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", fresh())
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String key(String id, String account, String scopes, String budget) {
        String secret = "secret-" + id;
        String hash = Hex.encode(Hashes.sha256(secret.getBytes(StandardCharsets.UTF_8)));
        return "- {id: %s, account: %s, sha256: \"%s\", scopes: [%s]%s}\n"
                .formatted(
                        id,
                        account,
                        hash,
                        scopes,
                        budget.isEmpty() ? "" : ", budget: {maxMsat: " + budget + ", per: PT1H}");
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }

    private static <T> T block(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(LIMIT));
    }
}
