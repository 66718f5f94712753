package dev.pylon.api.wallet;

import dev.pylon.api.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Accounts, invoices and payments. The account is that of the calling API key. Every POST takes an
 * {@code Idempotency-Key}: the same key with the same body gets the same answer, with another body
 * 409.
 */
@Tag(name = "wallet")
@HttpExchange(url = "/v1", accept = "application/json")
public interface WalletApi {
    @Operation(
            operationId = "getAccount",
            summary = "The calling key's account: balance, held money, budget",
            security = @SecurityRequirement(name = "apiKey", scopes = "wallet:read"))
    @GetExchange("/account")
    Mono<AccountView> account();

    @Operation(
            operationId = "listAccounts",
            summary = "All accounts",
            security = @SecurityRequirement(name = "apiKey", scopes = "admin"))
    @GetExchange("/accounts")
    Mono<Page<AccountView>> accounts();

    @Operation(
            operationId = "createInvoice",
            summary = "Make an invoice",
            security = @SecurityRequirement(name = "apiKey", scopes = "wallet:receive"))
    @PostExchange("/invoices")
    Mono<InvoiceView> createInvoice(
            @RequestHeader("Idempotency-Key") String idempotencyKey,
            @RequestBody CreateInvoice request);

    @Operation(
            operationId = "getInvoice",
            summary = "An invoice of the calling account",
            security = @SecurityRequirement(name = "apiKey", scopes = "wallet:read"))
    @GetExchange("/invoices/{paymentHash}")
    Mono<InvoiceView> invoice(@PathVariable("paymentHash") String paymentHash);

    @Operation(
            operationId = "refundInvoice",
            summary = "Return what an invoice received to the account that paid it",
            description =
                    "Works where payer and payee are accounts of this wallet. Refunding twice "
                            + "answers as once.",
            security = @SecurityRequirement(name = "apiKey", scopes = "wallet:receive"))
    @PostExchange("/invoices/{paymentHash}/refund")
    Mono<InvoiceView> refund(
            @PathVariable("paymentHash") String paymentHash,
            @RequestHeader("Idempotency-Key") String idempotencyKey,
            @RequestBody RefundInvoice request);

    @Operation(
            operationId = "payInvoice",
            summary = "Pay an invoice",
            description =
                    "200 with status settled, failed or pending. Pending is no failure: never pay "
                            + "another way, ask `GET /v1/payments/{paymentHash}` until it is final.",
            security = @SecurityRequirement(name = "apiKey", scopes = "wallet:pay"))
    @PostExchange("/payments")
    Mono<PaymentView> pay(
            @RequestHeader("Idempotency-Key") String idempotencyKey,
            @RequestBody PayInvoice request);

    @Operation(
            operationId = "getPayment",
            summary = "A payment of the calling account",
            security = @SecurityRequirement(name = "apiKey", scopes = "wallet:read"))
    @GetExchange("/payments/{paymentHash}")
    Mono<PaymentView> payment(@PathVariable("paymentHash") String paymentHash);

    @Operation(
            operationId = "decodeInvoice",
            summary = "What an invoice says",
            security = @SecurityRequirement(name = "apiKey", scopes = "wallet:read"))
    @GetExchange("/decode")
    Mono<DecodedInvoice> decode(
            @Parameter(description = "a BOLT 11 invoice", example = "lnbcrt210n1p4s8vjysp5…")
                    @RequestParam("bolt11")
                    String bolt11);

    @Operation(
            operationId = "listHistory",
            summary = "The account's history, newest first",
            security = @SecurityRequirement(name = "apiKey", scopes = "wallet:read"))
    @GetExchange("/history")
    Mono<Page<HistoryEntry>> history(
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit);

    @Operation(
            operationId = "watchSettlements",
            summary = "Invoices of the account as they are paid, as server-sent events",
            description =
                    "Each event's id is a cursor. With Last-Event-ID the stream goes on after it; "
                            + "without, it starts with the oldest. A comment is sent as a heartbeat.",
            security = @SecurityRequirement(name = "apiKey", scopes = "wallet:read"))
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "text/event-stream",
                            schema = @Schema(implementation = SettlementView.class)))
    @GetExchange(url = "/settlements", accept = "text/event-stream")
    Flux<ServerSentEvent<SettlementView>> settlements(
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId);

    @Operation(
            operationId = "fundAccount",
            summary = "Give an account money, on regtest only",
            security = @SecurityRequirement(name = "apiKey", scopes = "admin"))
    @PostExchange("/fund")
    Mono<AccountView> fund(
            @RequestHeader("Idempotency-Key") String idempotencyKey,
            @RequestBody FundAccount request);
}
